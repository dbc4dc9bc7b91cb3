export type { Actions } from './actions.ts';
export { type ActivityGroup, deed, groupActivity, things } from '../view/text/activity.ts';
export { CACHE_PREFIX, type ToWorker, type Verdict } from './app-worker.ts';
export type { Access, Identity, KeptEdits, SessionNotes } from './device.ts';
export { ARCHIVE_QUESTION, DELETED_HERE, everywhereQuestion, lossWords } from '../view/text/delete-session.ts';
export type { InputFrame, Pointer, PointerKind, Press, Ray, SurfaceHit } from './input.ts';
export { type Lock, lockOf } from '../view/locks.ts';
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
  type XrAttention,
  type XrMode,
  type XrState,
} from './model.ts';
export { deviceNow } from './now.ts';
export {
  attentionWords,
  lastOf,
  NOBODY_COLOR,
  othersIn,
  type Person,
  personOf,
  presenceWords,
} from '../view/people.ts';
export { pictureQuestion, pictureReason, picturesWords } from '../view/text/pictures.ts';
export {
  type Grant,
  NO_GRANTS,
  PREFERENCE_NAMES,
  PREFERENCE_WORDS,
  type PreferenceName,
  type Preferences,
  preferenceLimit,
  USUAL_PREFERENCES,
  type XrGrants,
} from './preferences.ts';
export {
  askingWords,
  askReason,
  changeWords,
  keptWords,
  mayAskHost,
  partingWords,
  progressWords,
  type Refused,
  reasonWords,
  refusalTitle,
  refusalTone,
  refusedOf,
  tryingWords,
} from '../view/text/refusal.ts';
export { answer, grantWords, isForAll, requestsOf, requestWords } from '../view/requests.ts';
export { makerWords, selectionTitle, severalWords, sizeWords } from '../view/text/selection.ts';
export type {
  AccessRequest,
  CodeMade,
  Happened,
  Member,
  NewShare,
  Numbers,
  RefusalState,
  Refusals,
  RefusedEdit,
  Remote,
  Screenshot,
  SessionService,
  ShareChoice,
} from './service.ts';
export { formatTyping, parseShareCode } from './share-code.ts';
export { hostReason, isEditingOff, readOnlyReason, relayReason } from '../view/text/permissions.ts';
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
export {
  describeGuide,
  describeSpace,
  frameDeletedWords,
  frameName,
  framePointWords,
  type GuideWords,
  POINT_NAMES,
  type SpaceWords,
} from '../view/text/space.ts';
export { type DiskState, describeStatus, type LinkState, type Status, type Tone } from '../view/status.ts';
export { takePicture } from '../view/take-picture.ts';
export { createTelling, type Telling } from './toast.ts';
export type { TextListener, TextSource } from './text-source.ts';
export type { Beyond, Following, SeenPing } from './together.ts';
export { deviceOf, followingWords, isUnseen, pingSaid, pingWords } from '../view/text/together.ts';
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
export { ARRANGEMENTS, SNAP_WORDS } from '../view/text/tooling.ts';
export { ago, clock, count, dayName, freshName, moment, ROLE_WORDS, UNTITLED } from '../view/text/words.ts';
