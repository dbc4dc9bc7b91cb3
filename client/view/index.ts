export {
  type ActivityGroup,
  type ActivityRow,
  activityDays,
  activityNote,
  canRetryActivity,
  groupActivity,
} from './activity.ts';
export {
  type CommandContext,
  type CommandGroup,
  type Destination,
  FIRST_PLACED,
  type PlaceChoice,
} from './commands/command.ts';
export {
  COMMAND_IDS,
  COMMANDS,
  type CommandId,
  describeCommand,
  runCommand,
  type ShownCommand,
} from './commands/index.ts';
export { chosenModel, modelIcon } from './commands/tools.ts';
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
export type { IconName } from './icons.ts';
export { modelChoice, modelsHint, modelsOf } from './models.ts';
export {
  attentionWords,
  earlierIn,
  initials,
  lastOf,
  manageReason,
  NOBODY_COLOR,
  othersIn,
  type Person,
  type PersonAction,
  type PersonRow,
  peopleLabel,
  peopleRows,
  personActions,
  personOf,
  presenceWords,
} from './people.ts';
export { hostReason, isEditingOff, readOnlyReason, relayReason } from './permissions.ts';
export { createPrompts, type Prompt, type PromptAction, type PromptKind } from './prompts.ts';
export {
  keepCopy,
  type RefusalChoice,
  type RefusalView,
  type Refused,
  refusalTone,
  refusalView,
  refusedOf,
} from './refusal.ts';
export { isUnreachable, staleWords } from './remote.ts';
export { type RequestRow, requestRows, requestsOf } from './requests.ts';
export { type Lock, lockOf, type SelectionFacts, selectionFacts } from './selection.ts';
export { deletionQuestion, freshName, renameReason, sessionFacts, sessionsIn } from './sessions.ts';
export {
  isEndingOffered,
  keptFacts,
  type Preference,
  preferenceLimit,
  preferencesOf,
  settingsReason,
  updateBlocked,
} from './settings.ts';
export {
  inviteWords,
  isSharingOffered,
  type ShareRow,
  shareOptions,
  shareReason,
  shareRows,
  usableShare,
  usualShare,
} from './sharing.ts';
export {
  type AnchorRow,
  anchorRows,
  deletedFrameWords,
  describeAlignment,
  describeGuide,
  describeSpace,
  frameDetail,
  type GuideWords,
  measureReason,
  needsAlignPage,
  type SpaceWords,
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
export type { PressWord } from './text/tooling.ts';
export { createToast, type Toast } from './toast.ts';
export { deviceOf, followingWords, isUnseen, newsOfPings, pingWords } from './together.ts';
export { toolHint } from './tooling.ts';
