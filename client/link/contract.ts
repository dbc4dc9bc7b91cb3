import type { ReadonlySignal } from '@preact/signals-core';
import type { AppError, Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { Authors, RefusedUpdate, Standing } from '../../shared/relay-messages.ts';
import type { Presence, Role, SessionDocument } from '../../shared/session/index.ts';
import type { DeviceTime, OnDevice } from '../../shared/time.ts';
import type { Access, Identity, LinkState, Peer } from '../model/index.ts';
import type { RelayApi } from './api.ts';
import type { TokenSource } from './api-request.ts';
import type { LinkEnvironment } from './environment.ts';
import type { RelayState } from './fetch-state.ts';

export interface LinkOptions {
  readonly document: SessionDocument;
  readonly id: SessionId;
  /** The relay's address, for example `location.origin`. */
  readonly base: string;
  readonly identity: Identity;
  /** What the relay granted before, if it did. */
  readonly access: Access | undefined;
  /** When the session was born on this device, so that it may register it; undefined where it was joined. */
  readonly createdHere: DeviceTime | undefined;
  /** Edits that the relay had not acknowledged when the session was last open here. */
  readonly waiting: number;
  /** Names the history that the document belongs to; undefined before the first contact. */
  readonly epoch: string | undefined;
  /** Whether this device has written under that Yjs client id. */
  readonly isOwnClient: (client: number) => boolean;
  /** To be stored: the next start needs it. */
  readonly onAccess: (access: Access) => void;
  /** To be stored, so that the next start knows how many edits wait. */
  readonly onWaiting: (waiting: number) => void;
  /** The document belongs to this history now. To be stored. */
  readonly onEpoch: (epoch: string) => void;
  /** Whose Yjs client ids are whose, as far as it was not told before. To be stored. */
  readonly onAuthors: (authors: Authors) => void;
  readonly api?: RelayApi;
  readonly environment?: LinkEnvironment;
}

/** Why the relay does not take what this device holds. */
export interface Refusal {
  readonly error: AppError;
  /** What it would have written, where one update was refused. */
  readonly paths: RefusedUpdate['paths'];
}

/** The way to the relay, for one open session. It keeps itself connected until `close`. */
export interface Link {
  /** `live` only when all edits up to this connection are on the relay's disk and its own are here. */
  readonly state: ReadonlySignal<LinkState>;
  /** Everybody else who is connected, by client id. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly role: ReadonlySignal<Role>;
  /**
   * The relay's last word on this person here; undefined until it has said one since the session was opened.
   */
  readonly standing: ReadonlySignal<OnDevice<Standing> | undefined>;
  /** For requests about this session. */
  readonly access: TokenSource;
  /** Resolves when the relay has sent what it holds, the first time. */
  readonly synced: Promise<void>;
  /** Why nothing is sent any more, until `restart` or `reconnect`. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  /**
   * What the relay holds now, looked at without bringing it anything. Fails with what stands against it:
   * `link/*` or `api/*`; `isFinal` tells which of them trying again does not mend.
   */
  fetch(): Promise<Result<RelayState>>;
  /**
   * Goes on with what the session's document has gone over to. `waiting`: edits in it that the relay lacks.
   */
  restart(waiting: number, epoch: string | undefined): void;
  /** Sent at most `LIMITS.presenceHz` times a second, the newest word winning; undefined: not here. */
  setPresence(presence: Presence | undefined): void;
  /**
   * Tries now, also after a refusal, because a person wants to be in: that brings back a session that was put
   * away.
   */
  reconnect(): void;
  /** The same, without a person who has asked for it. */
  retry(): void;
  close(): void;
}
