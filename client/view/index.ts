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
export type { IconName } from './icons.ts';
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
export { type SelectionFacts, selectionFacts } from './selection.ts';
export { describeStatus } from './status.ts';
export { takePicture } from './take-picture.ts';
export { type ActivityGroup, groupActivity } from './text/activity.ts';
export { speak, type Texts, texts } from './text/index.ts';
export { isEditingOff } from './text/permissions.ts';
export { mayAskHost, type Refused, refusalTone, refusedOf } from './text/refusal.ts';
export type { GuideWords, SpaceWords } from './text/space.ts';
export { deviceOf, isUnseen } from './text/together.ts';
export type { PressWord } from './text/tooling.ts';
export { createToast, type Toast } from './toast.ts';
export { toolHint } from './tooling.ts';
