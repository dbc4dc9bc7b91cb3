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
  initials,
  lastOf,
  NOBODY_COLOR,
  othersIn,
  type Person,
  personOf,
  presenceWords,
} from './people.ts';
export { answer, grantWords, isForAll, requestsOf, requestWords } from './requests.ts';
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
export { describeStatus } from './status.ts';
export { speak, type Texts, texts } from './text/index.ts';
export { isEditingOff } from './text/permissions.ts';
export { mayAskHost, type Refused, refusalTone, refusedOf } from './text/refusal.ts';
export { deviceOf, isUnseen } from './text/together.ts';
export { ARRANGEMENTS } from './tooling.ts';
