import type { Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { BlobStore, RecordStore } from '../../shared/ports.ts';
import type { AccessControl, Attendance, Budget, SecurityLog } from '../access/index.ts';
import type { ActivityRecorder } from '../analytics/index.ts';
import type { WhoMayCreate } from '../config.ts';
import type { DiskSpaceMonitor } from '../disk-space.ts';
import type { SessionLifecycle } from '../lifecycle/index.ts';
import type { Pace, Uploads } from '../media/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Rooms } from '../rooms/index.ts';

/** Everything that handlers work with. */
export interface ApiContext {
  readonly access: AccessControl;
  /** The count of everything that is stored, by address and person. */
  readonly budget: Budget;
  readonly whoMayCreate: WhoMayCreate;
  readonly log: SecurityLog;
  readonly rooms: Rooms;
  readonly analytics: ActivityRecorder;
  readonly attendance: Attendance;
  readonly metrics: Metrics;
  readonly hasOperator: boolean;
  /** Whether this is the operator's token. */
  readonly isOperator: (token: string | undefined) => boolean;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly lifecycle: Pick<SessionLifecycle, 'archive' | 'ensureActive' | 'beginAgain'>;
  readonly deleteSession: (id: SessionId, by: UserId) => Promise<Result<void>>;
  /** Nothing new is stored while the disk is nearly full; uploads are promised their room. */
  readonly diskSpace: Pick<DiskSpaceMonitor, 'hasSpace' | 'promise'>;
  /** The uploads under way. */
  readonly uploads: Uploads;
  /** False while the relay stops, and once its disk has failed. */
  readonly isReady: () => boolean;
  readonly limits: ApiLimits;
}

/** Requests in a minute. */
export interface ApiLimits {
  /** Of one address, to each group of resources that need no token. */
  readonly perMinuteCount: number;
  /** The slowest pace of a body. */
  readonly pace: Pace;
}
