import { texts } from '../text/index.ts';
import { type Command, type CommandContext, readOnly } from './command.ts';

/** Whether the session stands where somebody put it, and not only where AR began. */
const isFound = ({ model }: CommandContext): boolean => {
  const space = model.space.value;
  return space.state === 'aligned' && space.quality.by !== 'start';
};

const isAligning = ({ model }: CommandContext): boolean => model.guide.value.step !== 'off';

const aligning = (icon: Command['icon'], run: Command['run']): Command => ({ icon, group: 'align', run });

/** Where the session is in the room. */
export const ALIGN = {
  'align-again': {
    ...aligning('room', ({ actions }) => actions.alignAgain()),
    words: context => (isFound(context) ? texts.commands.ALIGN_AGAIN : texts.commands.ALIGN_NOW),
    isOffered: ({ model }) => model.space.value.state !== 'off',
    blocked: context => (isAligning(context) ? texts.commands.ALIGNING : undefined),
  },
  'align-by-touch': aligning('room', ({ actions }) => actions.alignByTouch()),
  'align-by-hand': aligning('hand', ({ actions }) => actions.alignByHand()),
  'define-points': { ...aligning('add', ({ actions }) => actions.definePoints()), blocked: readOnly },
  'use-last-place': aligning('check', ({ actions }) => actions.useLastPlace()),
  'take-touch-back': aligning('undo', ({ actions }) => actions.takeTouchBack()),
  'finish-aligning': aligning('check', ({ actions }) => actions.finishAligning()),
  'cancel-aligning': aligning('close', ({ actions }) => actions.cancelAligning()),
} satisfies Record<string, Command>;
