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
  /** Granted by the relay before, if it was. */
  readonly access: Access | undefined;
  /** When the session was created on this device, which may register it; undefined where it was joined. */
  readonly createdHere: DeviceTime | undefined;
  /** Edits that the relay had not acknowledged when the session was last open here. */
  readonly waiting: number;
  /** Names the history that the document belongs to; undefined before the first contact. */
  readonly epoch: string | undefined;
  /** Whether this device has written under a Yjs client id. */
  readonly isOwnClient: (client: number) => boolean;
  /** To be stored: the next start needs it. */
  readonly onAccess: (access: Access) => void;
  /** To be stored, so that the next start knows how many edits wait. */
  readonly onWaiting: (waiting: number) => void;
  /** The document belongs to this history now. To be stored. */
  readonly onEpoch: (epoch: string) => void;
  /** The owners of Yjs client ids that were not sent before. To be stored. */
  readonly onAuthors: (authors: Authors) => void;
  readonly api?: RelayApi;
  readonly environment?: LinkEnvironment;
}

/** The reason for which the relay takes nothing more of this device. */
export interface Refusal {
  readonly error: AppError;
  /** The paths that a refused update would have written. */
  readonly paths: RefusedUpdate['paths'];
}

/** The connection of one open session to the relay. It reconnects by itself until `close`. */
export interface Link {
  /** `live` once all edits before this connection are on the relay's disk, and the relay's are here. */
  readonly state: ReadonlySignal<LinkState>;
  /** Everybody else who is connected, by client id. */
  readonly peers: ReadonlySignal<readonly Peer[]>;
  readonly role: ReadonlySignal<Role>;
  /** This person's standing, as the relay last sent it since the session was opened. */
  readonly standing: ReadonlySignal<OnDevice<Standing> | undefined>;
  /** For requests about this session. */
  readonly access: TokenSource;
  /** Resolves when the relay has first sent all that it holds. */
  readonly synced: Promise<void>;
  /** The reason for which nothing is sent, until `restart` or `reconnect`. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
  /**
   * Reads what the relay holds now, without sending anything. Fails with `link/*` or `api/*`; `isFinal` tells
   * whether to try again.
   */
  fetch(): Promise<Result<RelayState>>;
  /** Starts again with the document that the session was swapped to; `waiting` edits are not on the relay. */
  restart(waiting: number, epoch: string | undefined): void;
  /** Sends presence, at most `LIMITS.presenceHz` times a second; undefined while this person is not here. */
  setPresence(presence: Presence | undefined): void;
  /** Connects now, also after a refusal, for a person: that brings back a session that was put away. */
  reconnect(): void;
  /** Connects now, also after a refusal, for the app. */
  retry(): void;
  close(): void;
}
