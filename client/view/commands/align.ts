import type { GuideState } from '../../model/index.ts';
import { describeGuide, isAstray } from '../space.ts';
import { texts } from '../text/index.ts';
import { type Command, type CommandContext, readOnly } from './command.ts';

type Touching = Extract<GuideState, { readonly touched: unknown }>;

const isIdle = ({ model }: CommandContext): boolean => model.guide.value.step === 'off';

const framesOf = ({ open }: CommandContext): number => open.value?.frames.value.length ?? 0;

/** The step at which points are touched; undefined at any other. */
function touching({ model }: CommandContext): Touching | undefined {
  const at = model.guide.value;
  return at.step === 'touch' || at.step === 'measure' ? at : undefined;
}

/** Commands on the alignment as a whole, and at a step of aligning. */
export const ALIGN = {
  'align-by-touch': {
    icon: 'room',
    group: 'view',
    // Of several, one is chosen from the list.
    isOffered: context => isIdle(context) && framesOf(context) === 1,
    run: ({ actions }) => actions.alignByTouch(),
  },
  'align-by-hand': {
    icon: 'hand',
    group: 'view',
    isOffered: isIdle,
    run: ({ actions }) => actions.alignByHand(),
  },
  'define-points': {
    icon: 'add',
    group: 'view',
    isOffered: context =>
      isIdle(context) && (framesOf(context) === 0 || !isAstray(context.model.space.value)),
    blocked: readOnly,
    run: ({ actions }) => actions.definePoints(),
  },
  'use-last-place': {
    icon: 'check',
    group: 'view',
    isOffered: context => isIdle(context) && isAstray(context.model.space.value),
    run: ({ actions }) => actions.useLastPlace(),
  },
  'take-touch-back': {
    icon: 'undo',
    group: 'view',
    isOffered: context => touching(context) !== undefined,
    blocked: context => (touching(context)?.touched.length === 0 ? texts.align.NOTHING_TOUCHED : undefined),
    run: ({ actions }) => actions.takeTouchBack(),
  },
  'finish-aligning': {
    icon: 'check',
    group: 'view',
    // Measuring is done with its last point.
    isOffered: ({ model }) => ['carry', 'touch'].includes(model.guide.value.step),
    blocked: context => {
      const at = touching(context);
      return at && !describeGuide(at).canFinish ? texts.align.TOO_FEW : undefined;
    },
    run: ({ actions }) => actions.finishAligning(),
  },
  'cancel-aligning': {
    icon: 'close',
    group: 'view',
    isOffered: context => !isIdle(context),
    run: ({ actions }) => actions.cancelAligning(),
  },
} satisfies Record<string, Command>;
