export { type Lock, lockOf } from './locks.ts';
export {
  attentionWords,
  lastOf,
  NOBODY_COLOR,
  othersIn,
  type Person,
  personOf,
  presenceWords,
} from './people.ts';
export { answer, grantWords, isForAll, requestsOf, requestWords } from './requests.ts';
export { describeStatus } from './status.ts';
export { takePicture } from './take-picture.ts';
export { type ActivityGroup, activitySentence, groupActivity, things } from './text/activity.ts';
export { ARCHIVE_QUESTION, DELETED_HERE, everywhereQuestion, lossWords } from './text/delete-session.ts';
export { hostReason, isEditingOff, readOnlyReason, relayReason } from './text/permissions.ts';
export { pictureQuestion, pictureReason, picturesWords } from './text/pictures.ts';
export {
  askingWords,
  askReason,
  changeWords,
  discardText,
  keptWords,
  mayAskHost,
  progressWords,
  type Refused,
  reasonWords,
  refusalTitle,
  refusalTone,
  refusedOf,
  retryText,
} from './text/refusal.ts';
export { makerWords, selectionTitle, severalWords, sizeWords } from './text/selection.ts';
export {
  describeGuide,
  describeSpace,
  frameDeletedWords,
  frameName,
  framePointWords,
  type GuideWords,
  POINT_NAMES,
  type SpaceWords,
} from './text/space.ts';
export { deviceOf, followingWords, isUnseen, pingSaid, pingWords } from './text/together.ts';
export { ARRANGEMENTS, SNAP_WORDS } from './text/tooling.ts';
export { ago, clock, count, dayName, freshName, moment, ROLE_WORDS } from './text/words.ts';
