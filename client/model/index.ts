export type { Actions } from './actions.ts';
export { CACHE_PREFIX, type ToWorker, type Verdict } from './app-worker.ts';
export {
  type Access,
  deviceNow,
  type Identity,
  type KeptEdits,
  midnightOf,
  type SessionMetadata,
} from './device.ts';
export type { InputFrame, Pointer, PointerKind, Press, Ray, SurfaceHit } from './input.ts';
export type { BlobState, Blobs, Brought, DeviceEvent, Picture } from './media.ts';
export {
  type Attribution,
  createModel,
  type LibraryEntry,
  type LibraryState,
  type Model,
  type Notice,
  type NoticeAction,
  type OpenSession,
  type Peer,
  type Permission,
  type PersistenceState,
  type Profile,
  type PwaState,
  type SelectedFields,
  type SessionState,
  UNTITLED,
  type XrAttention,
  type XrMode,
  type XrState,
} from './model.ts';
export {
  type Grant,
  NO_GRANTS,
  PREFERENCE_NAMES,
  type PreferenceName,
  type Preferences,
  USUAL_PREFERENCES,
  type XrGrants,
} from './preferences.ts';
export type {
  AccessRequest,
  CodeMade,
  Happened,
  Member,
  NewShare,
  RefusalState,
  Refusals,
  RefusedEdit,
  Remote,
  Screenshot,
  SessionService,
  ShareChoice,
  Statistics,
} from './service.ts';
export { formatTyping, parseShareCode } from './share-code.ts';
export {
  type AlignedBy,
  type AlignmentQuality,
  type GuideState,
  type Marker,
  measureProblem,
  placeKey,
  type SpaceState,
  type StoredAlignment,
  type Told,
} from './space.ts';
export type { DiskState, LinkState, Status, Tone } from './status.ts';
export type { TextListener, TextSource } from './text-source.ts';
export type { Following, OffscreenPing, SeenPing } from './together.ts';
export { PEOPLE_COLORS, TOKENS } from './tokens.ts';
export type {
  Arrangement,
  Cursor,
  DrawnLine,
  GizmoMode,
  IntentBatch,
  Measure,
  ObjectHit,
  Preview,
  SnapName,
  ToolChoice,
  ToolOutput,
  ToolWorld,
} from './tooling.ts';
export { isChosen, isForLooking, SNAP_NAMES } from './tooling.ts';
