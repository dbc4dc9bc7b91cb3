import type { RootName } from './schema.ts';

export const ROLES = ['host', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: unknown): value is Role => ROLES.some(role => role === value);

/** Who may write which root: the one table, for the app (what to grey out) and for the relay (what to accept). */
const MAY_WRITE: Record<Role, readonly RootName[]> = {
  host: ['objects', 'settings', 'participants', 'frames', 'meta'],
  editor: ['objects', 'participants', 'frames'],
  viewer: [],
};

export const mayWrite = (role: Role, root: RootName): boolean => MAY_WRITE[role].includes(root);
