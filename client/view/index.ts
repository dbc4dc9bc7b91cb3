export { type ActivityGroup, groupActivity } from './activity.ts';
export { type Lock, lockOf } from './locks.ts';
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
export { pictureQuestion, pictureReason, picturesWords } from './pictures.ts';
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
export { describeStatus, type StatusAction, statusActions } from './status.ts';
export { takePicture } from './take-picture.ts';
export { speak, type Texts, texts } from './text/index.ts';
export type { GuideWords, SpaceWords } from './text/space.ts';
export { deviceOf, followingWords, isUnseen, newsOfPings, pingWords } from './together.ts';
export { ARRANGEMENTS } from './tooling.ts';
