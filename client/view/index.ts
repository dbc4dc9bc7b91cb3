export { type Lock, lockOf } from './locks.ts';
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
export { deletionQuestion, freshName, sessionFacts, sessionsIn } from './sessions.ts';
export {
  keptFacts,
  type Preference,
  preferenceLimit,
  preferencesOf,
  settingsReason,
  updateBlocked,
} from './settings.ts';
export { describeStatus } from './status.ts';
export { takePicture } from './take-picture.ts';
export { type ActivityGroup, groupActivity } from './text/activity.ts';
export { speak, type Texts, texts } from './text/index.ts';
export { isEditingOff } from './text/permissions.ts';
export { mayAskHost, type Refused, refusalTone, refusedOf } from './text/refusal.ts';
export type { GuideWords, SpaceWords } from './text/space.ts';
export { deviceOf, isUnseen } from './text/together.ts';
export { ARRANGEMENTS } from './tooling.ts';
