export type { Change, Participant, SessionObject, SessionSettings } from './changes.ts';
export { type ChangeListener, SessionDocument } from './document.ts';
export { ancestors, framePlacement, type PlacementOf, sessionPose } from './hierarchy.ts';
export type { Author, Intent } from './intents.ts';
export { decodePresence, encodePresence, type HeldObject, type Presence } from './presence.ts';
export { isRole, mayWrite, ROLES, type Role } from './roles.ts';
export { FORMAT, ROOTS, type RootName, root, SCOPES } from './schema.ts';
export { type FormatState, formatState, readFormat, type UpgradeStep, upgrade } from './upgrade.ts';
