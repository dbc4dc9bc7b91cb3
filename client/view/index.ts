export {
  type ActivityRow,
  activityDays,
  activityNote,
  canRetryActivity,
  groupActivity,
} from './activity.ts';
export {
  afterDeletion,
  describePicture,
  type PictureWords,
  pictureQuestion,
  pictureReason,
  picturesWords,
  placeOfPicture,
  takePicture,
} from './gallery.ts';
export { type Lock, lockOf } from './locks.ts';
export { modelChoice, modelsHint, modelsOf } from './models.ts';
export {
  attentionWords,
  earlierIn,
  initials,
  lastOf,
  makerWords,
  NOBODY_COLOR,
  othersIn,
  type PersonAction,
  type PersonRow,
  peopleRows,
  personActions,
  personOf,
} from './people.ts';
export { hostReason, isEditingOff, readOnlyReason, relayReason } from './permissions.ts';
export { createPrompts, type Prompt, type PromptAction, type PromptKind } from './prompts.ts';
export { keepCopy, type RefusalChoice, type RefusalView, refusalView, refusedOf } from './refusal.ts';
export { type RequestRow, requestRows, requestsOf } from './requests.ts';
export {
  inviteWords,
  type ShareRow,
  shareOptions,
  shareReason,
  shareRows,
  usableShare,
  usualShare,
} from './sharing.ts';
export {
  ALIGN_ACTIONS,
  type AlignAction,
  type AnchorRow,
  alignActions,
  anchorRows,
  deletedFrameWords,
  describeAlignment,
  describeGuide,
  describeSpace,
  frameDetail,
  measureReason,
  needsAlignPage,
  runAlignAction,
} from './space.ts';
export {
  BANDS,
  busiestWords,
  columnWords,
  describeStatistics,
  readTimeline,
  type StatisticsBars,
  type Timeline,
} from './statistics.ts';
export { describeStatus, type StatusAction, statusActions } from './status.ts';
export { speak, type Texts, texts } from './text/index.ts';
export { deviceOf, followingWords, isUnseen, newsOfPings, pingWords } from './together.ts';
export { ARRANGEMENTS } from './tooling.ts';
