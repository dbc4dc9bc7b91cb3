import { computed, effect, type ReadonlySignal, untracked } from '@preact/signals-core';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SessionId, UserId } from '../../../shared/ids.ts';
import type { Disk } from '../../disk/index.ts';
import type { Link, SessionApi } from '../../link/index.ts';
import type { Blobs, NoticeAction, Picture, SessionService } from '../../model/index.ts';
import { download } from '../download.ts';
import { createActivity } from './activity.ts';
import { SessionFiles } from './blobs.ts';
import { reportEvents } from './events.ts';
import { keepHeartbeat } from './heartbeat.ts';
import type { RemoteQuery } from './remote.ts';
import { Gallery } from './screenshots.ts';
import { createSharing } from './sharing.ts';

/** How the person sees the session. */
export interface View {
  readonly attention: () => 'here' | 'away';
  /** In AR or VR. */
  readonly isPresenting: ReadonlySignal<boolean>;
  readonly picture: () => Promise<Result<Picture>>;
}

export interface ServiceOptions {
  readonly id: SessionId;
  readonly user: UserId;
  readonly api: SessionApi;
  readonly link: Link;
  readonly disk: Pick<Disk, 'blobs' | 'screenshots' | 'events'>;
  readonly view: View;
  /** Shows the person what could not be done. */
  readonly report: (error: AppError, actions?: readonly NoticeAction[]) => void;
}

/** The open session's service and files. */
export interface LiveService {
  readonly service: SessionService;
  readonly blobs: Blobs;
  close(): void;
}

export function createService({ id, user, api, link, disk, view, report }: ServiceOptions): LiveService {
  const epoch = (): string | undefined => link.standing.peek()?.epoch;
  const isLive = computed(() => link.state.value.state === 'live');
  const sharing = createSharing(api, () => link.role.peek() === 'host', report);
  const activity = createActivity(api);
  const gallery = new Gallery({
    id,
    user,
    table: disk.screenshots,
    api,
    isLive,
    epoch,
    picture: view.picture,
    report,
    download,
  });
  const files = new SessionFiles({
    id,
    table: disk.blobs,
    api,
    isLive,
    // A viewer's device gives nothing back to a relay that was set back.
    epoch: () => (link.role.peek() === 'viewer' ? undefined : epoch()),
    report,
  });
  const questions: Record<'members' | 'shares' | 'statistics' | 'activity', RemoteQuery<unknown>> = {
    members: sharing.members,
    shares: sharing.shares,
    statistics: activity.statistics,
    activity: activity.activity,
  };

  const stops = [
    // The relay's answers may have changed while it was away, and with every new standing.
    effect(() => {
      link.standing.value;
      if (!isLive.value) return;
      untracked(() => {
        for (const each of Object.values(questions)) void each.refreshIfAsked();
        gallery.retry();
        files.retry();
      });
    }),
    keepHeartbeat({ api, link, attention: view.attention }),
    reportEvents({ id, table: disk.events, api, isLive, isPresenting: view.isPresenting, report }),
    () => gallery.close(),
    () => files.close(),
  ];

  const reported = async (work: Promise<Result<void>>): Promise<void> => {
    const done = await work;
    if (!done.ok) report(done.error);
  };
  return {
    blobs: files.blobs,
    service: {
      standing: link.standing,
      ...sharing.service,
      ...activity.service,
      ...gallery.service,
      refresh: what => (what === 'screenshots' ? gallery.refresh() : questions[what].refresh()),
      archive: () => reported(api.archive()),
      deleteEverywhere: () => reported(api.deleteEverywhere()),
    },
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
