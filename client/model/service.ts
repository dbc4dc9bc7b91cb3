import type { ReadonlySignal } from '@preact/signals-core';
import type {
  AccessRequestView,
  ActivityEvent,
  Analytics,
  MemberView,
  ShareView,
} from '../../shared/api/index.ts';
import type { AppError } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import type { Standing } from '../../shared/relay-messages.ts';
import type { Role, SessionObject } from '../../shared/session/index.ts';
import type { DeviceTime, OnDevice } from '../../shared/time.ts';

/** The relay's answers, their times turned into this device's where they come in. */
export type Member = OnDevice<MemberView>;
export type AccessRequest = OnDevice<AccessRequestView>;
export type Happened = OnDevice<ActivityEvent>;
export type Statistics = OnDevice<Analytics>;
export type CodeMade = OnDevice<ShareView>;

/**
 * Something that only the relay knows. `last` is the answer before, which stays on show while asking again or
 * where asking failed. `at`: when it was heard, of `last` too.
 */
export type Remote<T> =
  | { readonly state: 'unasked' }
  | { readonly state: 'asking'; readonly last?: T; readonly at?: DeviceTime }
  | { readonly state: 'ready'; readonly value: T; readonly at: DeviceTime }
  | { readonly state: 'failed'; readonly error: AppError; readonly last?: T; readonly at?: DeviceTime };

export interface ShareChoice {
  readonly role: 'editor' | 'viewer';
  /** Seconds from now. */
  readonly expiresIn: number;
  /** Undefined: any number of people. */
  readonly maxUses?: number;
}

/** A code that was just made. It cannot be asked for again. */
export interface NewShare {
  /** XXXX-XXXX-XXXX */
  readonly code: string;
  readonly url: string;
  readonly expires: DeviceTime;
  /** When that is in ms by `performance.now()`, which no setting of the device's clock moves. */
  readonly ends: number;
  readonly role: 'editor' | 'viewer';
}

/** A picture of the session: on this device, on the relay, or both. */
export interface Screenshot {
  readonly name: string;
  readonly taken: DeviceTime;
  readonly by: UserId;
  readonly width: number;
  readonly height: number;
  /** `waiting`: only on this device, to be uploaded. */
  readonly state: 'waiting' | 'shared';
  /** The relay's history in which it was shared: another one may never have heard of it. */
  readonly epoch?: string | undefined;
}

/**
 * Everything around the open session's document that needs the relay. What cannot be done now says so in its
 * signal, and never throws.
 */
export interface SessionService {
  /** The relay's last word on this person here; undefined before the first contact. */
  readonly standing: ReadonlySignal<OnDevice<Standing> | undefined>;
  readonly members: ReadonlySignal<Remote<readonly Member[]>>;
  readonly shares: ReadonlySignal<Remote<readonly CodeMade[]>>;
  readonly newShare: ReadonlySignal<Remote<NewShare>>;
  readonly statistics: ReadonlySignal<Remote<Statistics>>;
  /** Newest first; `loadMoreActivity` adds to its end. */
  readonly activity: ReadonlySignal<Remote<{ readonly events: readonly Happened[]; readonly more: boolean }>>;
  /** Newest first; those of this device are there without a relay. */
  readonly screenshots: ReadonlySignal<readonly Screenshot[]>;

  /** Asks again for whatever is named; signals show the outcome. */
  refresh(what: 'members' | 'shares' | 'statistics' | 'activity' | 'screenshots'): Promise<void>;
  loadMoreActivity(): Promise<void>;
  createShare(choice: ShareChoice): Promise<void>;
  revokeShare(share: string): Promise<void>;
  /** `host` hands the session over. Outcomes that a person should know become notices. */
  changeRole(user: UserId, role: Role): Promise<void>;
  removeMember(user: UserId): Promise<void>;
  changePolicy(settings: {
    readonly max_participants?: number;
    readonly allow_editing?: boolean;
  }): Promise<void>;
  /** False where nobody could be asked; a notice has said why. */
  askForAccess(role: 'editor' | 'viewer'): Promise<boolean>;
  answerRequest(user: UserId, grant: boolean): Promise<void>;
  /**
   * Takes a picture of what is seen now; kept here, uploaded when it can be. False where there is none; a
   * notice has said why.
   */
  takeScreenshot(): Promise<boolean>;
  /**
   * The picture as an object URL; the caller revokes it. Undefined where it is neither here nor can be had.
   */
  screenshotUrl(name: string, size: 'full' | 'thumbnail'): Promise<string | undefined>;
  /**
   * Takes a picture away: from this device, and from the relay where it has gone there, for everybody. What
   * the relay does not allow, or cannot be asked for, becomes a notice, and the picture stays.
   */
  deleteScreenshot(name: string): Promise<void>;
  archive(): Promise<void>;
  /** From the relay, with all data, for everybody. Copies on devices stay. */
  deleteEverywhere(): Promise<void>;
}

/** One object's difference between what this device holds and what the relay holds. */
export interface RefusedEdit {
  /** Object id, or the name of another root's entry. */
  readonly id: string;
  /** The words that a person reads: the object's name or kind. */
  readonly label: string;
  readonly change: 'placed' | 'changed' | 'deleted';
}

/**
 * The edits of this device that the relay does not take. They stay on this device until the person has
 * decided.
 */
interface Refused {
  readonly reason: AppError;
  /** Of `session`: the edits that the relay does not have, as far as this device can tell. */
  readonly edits: readonly RefusedEdit[];
  /**
   * Some edits were refused, and the rest goes on; or the relay does not let this person into the session.
   */
  readonly about: 'edits' | 'session';
}

/** Edits of this device that the relay did not take. */
export type RefusalState =
  | { readonly state: 'none' }
  | ({ readonly state: 'kept' } & Refused)
  /** The host was asked; the edits go up by themselves when the answer is yes. */
  | ({ readonly state: 'asked' } & Refused)
  | ({ readonly state: 'working' } & Refused);

export interface Refusals {
  readonly state: ReadonlySignal<RefusalState>;
  /**
   * The objects as the kept edits would have them, to be shown beside what the relay has; `pose` is in
   * session space.
   */
  readonly ghosts: ReadonlySignal<readonly SessionObject[]>;
  /** Makes a session of this person with everything in it, the refused edits too; resolves with its id. */
  keepAsCopy(): Promise<SessionId | undefined>;
  askHost(): Promise<void>;
  /** The kept edits as a session file. */
  exportKept(): void;
  /** Gives the kept edits up and follows the relay. */
  discard(): Promise<void>;
  /** Tries them again: the reason may be gone. */
  sendAgain(): Promise<void>;
}
