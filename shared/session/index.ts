export type { Change, Participant, SessionObject, SessionSettings } from './changes.ts';
export { checkpointOf, editsSince, stateVectorOf } from './diff-since.ts';
export { type ChangeListener, SessionDocument } from './document.ts';
export { deniedReason } from './edit-permission.ts';
export { type Authorship, type Edit, joinEdits, unknownEdits, type Values, writeEdit } from './edits.ts';
export { ancestors, descendants, framePlacement, Hierarchy, type PlacementOf, tops } from './hierarchy.ts';
export type { Author, Intent } from './intents.ts';
export { isEdit, isOnRelay, ORIGINS, type Origin, type TabUpdate, updateOrigin } from './origin.ts';
export {
  type Aim,
  decodePresence,
  encodePresence,
  type HeldObject,
  type Ping,
  type Presence,
  type SharedPlace,
} from './presence.ts';
export {
  copyWith,
  type Rebased,
  type RebaseOntoOptions,
  type RebaseOptions,
  rebase,
  rebaseOnto,
} from './rebase.ts';
export { type Denial, denial, isRole, mayName, mayWrite, ROLES, type Role, type Writer } from './roles.ts';
export { limitScale, scaledWith, scaleGroup, scalePlacement, scaleSize } from './scale-group.ts';
export { FORMAT, isRootName, ROOTS, type RootName, root } from './schema.ts';
export { type FormatState, formatState, readFormat, type UpgradeStep, upgrade } from './upgrade.ts';
export { partsOf } from './upload.ts';
export { entryProblem, keyProblem, type ValuePlace, type ValueProblem, valueProblem } from './values.ts';
export { type Writers, writersOf } from './writers.ts';
