import type { RootName } from './schema.ts';

export const ROLES = ['host', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: unknown): value is Role => ROLES.some(role => role === value);

/**
 * The author of edits, as the relay knows them. `editing` false: the host has turned editing off for others.
 */
export interface Writer {
  readonly user: string;
  readonly role: Role;
  readonly editing: boolean;
}

/**
 * The reason for which a writer may not write: the app refuses with `document/<denial>`, the relay's gate
 * with `gate/<denial>`.
 */
export type Denial = 'role' | 'editing-off' | 'settings' | 'not-yours' | 'locked';

/** An editor's write access to a root: all entries, those that no other person owns, or none. */
interface Right {
  readonly writes: 'all' | 'own' | 'none';
  readonly denial: Denial;
}

/**
 * Write access of editors while editing is on: the one table, for the app (what to grey out) and the relay
 * (what to accept). The host writes everything, a viewer nothing, and everybody who may write anything also
 * `meta` (only the format, see `values.ts`).
 */
const EDITOR: Readonly<Record<RootName, Right>> = {
  /** An object is its locker's as long as it is locked: moving, editing, unlocking, deleting. */
  objects: { writes: 'own', denial: 'locked' },
  frames: { writes: 'all', denial: 'role' },
  /** A record is the person's whose id it has. */
  participants: { writes: 'own', denial: 'not-yours' },
  settings: { writes: 'none', denial: 'settings' },
  meta: { writes: 'all', denial: 'role' },
};

/**
 * Returns why `writer` may not write there, or undefined. `owner`: of an object the person who locked it, of
 * a participant that person; undefined where there is none.
 */
export function denial(writer: Writer, root: RootName, owner?: string): Denial | undefined {
  if (writer.role === 'viewer') return 'role';
  if (writer.role === 'host') return undefined;
  if (!writer.editing) return 'editing-off';
  const right = EDITOR[root];
  const may =
    right.writes === 'all' || (right.writes === 'own' && (owner === undefined || owner === writer.user));
  return may ? undefined : right.denial;
}

/** Whether a role writes anything of a root at all; `editing` as in `Writer`. */
export const mayWrite = (role: Role, root: RootName, editing = true): boolean =>
  denial({ user: '', role, editing }, root) === undefined;

/**
 * Whether `writer` may write `user` down as the one who made or locked something. Everybody speaks for
 * themselves; the host may bring in a whole session, a copy or an import, with what others made in it.
 */
export const mayName = (writer: Writer, user: unknown): boolean =>
  writer.role === 'host' || user === writer.user;
