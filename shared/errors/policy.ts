import type { AppError, ErrorCode } from '../errors.ts';

/** The consequences of an error for a person and their edits. What it says in words is `describe`'s. */
export interface Policy {
  /**
   * The thing that it blocks: edits that the relay did not take, this person in the session (it is as it was
   * here, and nothing comes or goes), the connection to the relay, or no more than what was just asked for.
   */
  readonly scope: 'edits' | 'session' | 'connection' | 'none';
  /**
   * The one who tries again: the device by itself, as the answer may be another a moment later; a person,
   * once they have done something about it; nobody, as there is nothing to be tried.
   */
  readonly retry: 'auto' | 'person' | 'never';
  /** Whether the relay may still show what it holds, for the session to be rebased on it. */
  readonly rebase: boolean;
  /** The one who can end it when a person turns to them: that person alone, the host, or nobody. */
  readonly resolvedBy: 'self' | 'host' | 'nobody';
}

const HERE = { scope: 'none', retry: 'person', rebase: false, resolvedBy: 'self' } as const;
const PASSING = { ...HERE, retry: 'auto' } as const;
const CONNECTION = { ...HERE, scope: 'connection' } as const;
/** The connection stands, and what is sent is taken later. */
const HELD = { ...CONNECTION, retry: 'never' } as const;
const EDITS = { scope: 'edits', retry: 'person', rebase: true, resolvedBy: 'host' } as const;
/** Nothing against the edits themselves: written again, under another client id or as one, they pass. */
const EDITS_AGAIN = { ...EDITS, retry: 'auto' } as const;
/** It ends without anything done here, and the device looks by itself whether it has. */
const SESSION_WAITS = { scope: 'session', retry: 'auto', rebase: false } as const;
const SESSION_ENDED = { scope: 'session', retry: 'never', rebase: false, resolvedBy: 'nobody' } as const;

/** The meaning of each error code, for the code that acts on it: a new code is decided about here, once. */
export const POLICY = {
  'gate/role': EDITS,
  'gate/editing-off': EDITS,
  'gate/locked': EDITS,
  'gate/settings': EDITS,
  'gate/not-yours': EDITS,
  'gate/unknown': EDITS,
  'gate/invalid': EDITS,
  'gate/full': EDITS,
  'gate/too-large': EDITS,
  'gate/client-id': EDITS_AGAIN,
  'gate/too-fast': EDITS_AGAIN,
  'gate/too-many-conflicts': EDITS_AGAIN,

  'link/full': { ...SESSION_WAITS, resolvedBy: 'host' },
  'link/archived': { ...SESSION_WAITS, resolvedBy: 'self' },
  'link/unreadable': { ...SESSION_WAITS, resolvedBy: 'nobody' },
  'link/forbidden': { scope: 'session', retry: 'person', rebase: true, resolvedBy: 'host' },
  'link/gone': SESSION_ENDED,
  'api/deleted': SESSION_ENDED,
  'link/epoch': { ...CONNECTION, rebase: true, resolvedBy: 'nobody' },
  'link/offline': { ...CONNECTION, retry: 'auto' },
  'link/token': CONNECTION,
  'link/origin': CONNECTION,
  'link/protocol': CONNECTION,
  'link/too-large': CONNECTION,
  'link/too-fast': CONNECTION,
  'api/conflict': CONNECTION,
  'api/may-not-create': CONNECTION,
  'link/relay-full': HELD,
  'link/over-budget': HELD,

  'api/unavailable': PASSING,
  'api/too-fast': PASSING,
  'api/too-slow': PASSING,
  'api/budget': PASSING,
  'api/hash': PASSING,
  'api/range': PASSING,
  'store/unavailable': PASSING,
  'store/full': PASSING,
  'api/bad-request': HERE,
  'api/not-found': HERE,
  'api/code-unknown': HERE,
  'api/unauthorized': HERE,
  'api/forbidden': HERE,
  'api/too-large': HERE,
  'api/full': HERE,
  'api/in-use': HERE,
  'api/media-type': HERE,
  'api/name-taken': HERE,
  'api/quota': HERE,
  'api/unreadable': HERE,
  'store/key': HERE,
  'store/damaged': HERE,
  'store/restoring': HERE,
  'store/starting': HERE,
  'store/unknown-files': HERE,
  'store/locked': HERE,
  'backup/exists': HERE,
  'backup/not-empty': HERE,
  'backup/damaged': HERE,

  'document/newer-format': { ...HERE, scope: 'edits', retry: 'never', resolvedBy: 'nobody' },
  'document/invalid': HERE,
  'document/no-name': HERE,
  'document/too-large': HERE,
  'document/locked': HERE,
  'document/role': HERE,
  'document/editing-off': HERE,
  'document/settings': HERE,
  'document/not-yours': HERE,

  'disk/full': HERE,
  'disk/blocked': HERE,
  'disk/unavailable': HERE,
  'disk/closed': HERE,
  'disk/corrupt-row': HERE,
  'disk/left-behind': HERE,
  'disk/unread-edits': HERE,
  'disk/not-found': HERE,
  'disk/deleted': HERE,
  'file/unreadable': HERE,

  'app/bug': HERE,
  'scene/no-webgl': HERE,
  'scene/no-picture': HERE,
  'scene/nothing-to-save': HERE,
  'scene/file-too-large': HERE,
  'scene/file-failed': HERE,
  'xr/unsupported': HERE,
  'xr/denied': HERE,
  'xr/failed': HERE,
  'xr/no-floor': HERE,
  'align/too-few': HERE,
  'align/too-close': HERE,
  'align/mismatch': HERE,
  'align/unsteady': HERE,
  'align/gone': HERE,
  'align/changed': HERE,
  'align/unsure': HERE,
  'align/not-in-ar': HERE,
  'align/moved': HERE,
  'anchor/none': HERE,
  'anchor/full': HERE,
  'anchor/lost': HERE,
  'anchor/not-freed': HERE,
  'speech/denied': HERE,
  'speech/no-microphone': HERE,
  'speech/nothing-heard': HERE,
  'speech/network': HERE,
  'speech/failed': HERE,
  'model/not-glb': HERE,
  'model/external': HERE,
  'model/extension': HERE,
  'model/no-decoder': HERE,
  'model/broken': HERE,
  'model/not-finite': HERE,
  'model/out-of-bounds': HERE,
  'model/invisible': HERE,
  'model/empty': HERE,
  'model/points-only': HERE,
  'model/texture': HERE,
  'model/too-large': HERE,
  'image/not-image': HERE,
  'image/too-large': HERE,
} as const satisfies Record<ErrorCode, Policy>;

/** The codes of the policies that look like `P`. */
type CodeOf<P extends Partial<Policy>> = {
  [Code in ErrorCode]: (typeof POLICY)[Code] extends P ? Code : never;
}[ErrorCode];

/** A session that a person is out of until somebody leaves, opens it again or brings it back. */
export type PassingLockout = CodeOf<{ readonly scope: 'session'; readonly retry: 'auto' }>;

const policyOf = ({ code }: Pick<AppError, 'code'>): Policy => POLICY[code];

/** Whether an answer about a session's access or its connection stands until something changes. */
export const isFinal = (error: AppError): boolean => {
  const { scope, retry } = policyOf(error);
  return scope === 'session' || (scope === 'connection' && retry !== 'auto');
};

/** Whether the relay does not let this person in: the session here is as it was then. */
export const isLockedOut = (error: AppError): boolean => policyOf(error).scope === 'session';

export const isPassingLockout = (code: ErrorCode): code is PassingLockout => {
  const { scope, retry }: Policy = POLICY[code];
  return scope === 'session' && retry === 'auto';
};

/** Whether the session is rebased on what the relay holds. */
export const needsRebase = (error: AppError): boolean => policyOf(error).rebase;

/** Whether refused edits pass when they are written again as they are. */
export const passesAgain = (code: ErrorCode): boolean => {
  const { scope, retry }: Policy = POLICY[code];
  return scope === 'edits' && retry === 'auto';
};

/**
 * Whether a request may get another answer a moment later; every other answer is one until something changes.
 */
export const isPassing = (error: AppError): boolean => {
  const { scope, retry } = policyOf(error);
  return retry === 'auto' && (scope === 'none' || scope === 'connection');
};

/** Whether nobody can let this person, or their edits, in any more. */
export const isBeyondHelp = (error: AppError): boolean => policyOf(error).resolvedBy === 'nobody';
