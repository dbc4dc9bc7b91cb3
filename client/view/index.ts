export { type ActivityGroup, groupActivity } from './activity.ts';
export { type Lock, lockOf } from './locks.ts';
export {
  attentionWords,
  initials,
  lastOf,
  makerWords,
  NOBODY_COLOR,
  othersIn,
  type Person,
  personOf,
  presenceWords,
} from './people.ts';
export { hostReason, isEditingOff, readOnlyReason, relayReason } from './permissions.ts';
export { pictureQuestion, pictureReason, picturesWords } from './pictures.ts';
export {
  keepCopy,
  type RefusalChoice,
  type RefusalView,
  refusalReason,
  refusalTitle,
  refusalTone,
  refusalView,
  refusedOf,
} from './refusal.ts';
export { answer, grantWords, isForAll, requestsOf, requestWords } from './requests.ts';
export { describeStatus } from './status.ts';
export { takePicture } from './take-picture.ts';
export { speak, type Texts, texts } from './text/index.ts';
export type { GuideWords, SpaceWords } from './text/space.ts';
export { deviceOf, followingWords, isUnseen, newsOfPings, pingWords } from './together.ts';
export { ARRANGEMENTS } from './tooling.ts';
