import {
  BUNDLED_MODELS,
  bundledModel,
  PALETTE_KINDS,
  type PaletteKind,
} from '../../../shared/kinds/index.ts';
import { isChosen, type SnapName, type ToolChoice } from '../../model/index.ts';
import type { IconName } from '../icons.ts';
import { texts } from '../text/index.ts';
import { type Command, type CommandContext, noSession, type PlaceChoice, readOnly } from './command.ts';

type Tools = Record<string, Command>;

const tool = (choice: ToolChoice): Pick<Command, 'group' | 'isOn' | 'run'> => ({
  group: 'tools',
  isOn: ({ model }) => isChosen(model.choice.value, choice),
  run: ({ actions }) => actions.choose(choice),
});

/** By the path of the bundled model; one that is not here looks like any model. */
const MODEL_ICONS: Readonly<Record<string, IconName>> = {
  'models/plant.glb': 'plant',
  'models/lamp.glb': 'lamp',
  'models/chair.glb': 'chair',
};

export const modelIcon = (asset: string | undefined): IconName =>
  MODEL_ICONS[bundledModel(asset)?.path ?? ''] ?? 'model';

const placing = (kind: PaletteKind, digit: string): Command => ({
  ...tool({ tool: 'place', kind }),
  icon: kind,
  shortcut: [digit],
  blocked: readOnly,
});

/** The model that is chosen for placing. */
export const chosenModel = ({ model }: CommandContext): string | undefined => {
  const choice = model.choice.value;
  return choice.tool === 'place' && choice.kind === 'model' ? choice.asset : undefined;
};

/** The first of the models that ship with the app; a page or a menu has all of them. */
const placingModel = (digit: string): Command => ({
  icon: 'model',
  group: 'tools',
  shortcut: [digit],
  words: context => ({
    label: texts.models.kindTitle('model', chosenModel(context)),
    hint: texts.pages.TITLES.models,
  }),
  isOn: context => chosenModel(context) !== undefined,
  blocked: context => readOnly(context) ?? (BUNDLED_MODELS[0] ? undefined : texts.commands.NO_MODELS),
  run: ({ actions }) => {
    const first = BUNDLED_MODELS[0];
    if (first) actions.choose({ tool: 'place', kind: 'model', asset: first.asset });
  },
});

const PLACING = Object.fromEntries(
  PALETTE_KINDS.map((kind, index) => {
    // The first nine, then 0.
    const digit = String((index + 1) % 10);
    return [`place-${kind}`, kind === 'model' ? placingModel(digit) : placing(kind, digit)];
  }),
) as Record<`place-${PaletteKind}`, Command>;

const snap = (name: SnapName): Command => ({
  icon: 'magnet',
  group: 'tools',
  isOn: ({ model }) => model.snaps.value.has(name),
  blocked: readOnly,
  run: ({ model, actions }) => {
    const next = new Set(model.snaps.peek());
    if (!next.delete(name)) next.add(name);
    actions.setSnaps(next);
  },
});

const placed = ({ model, lastPlaced }: CommandContext): PlaceChoice => {
  const choice = model.choice.value;
  return choice.tool === 'place' ? choice : lastPlaced.value;
};

/** Commands on what the next press does, and on how things are placed. */
export const TOOLS = {
  select: {
    ...tool({ tool: 'select' }),
    icon: 'select',
    isOn: ({ model }) => model.choice.value.tool === 'select' && !model.several.value,
  },
  /** Back to selecting, a step at a time. */
  'let-go': {
    icon: 'select',
    group: 'tools',
    shortcut: ['v', 'Escape'],
    run: ({ model, actions }) => {
      if (model.following.value) actions.stopFollowing();
      else if (model.several.value) actions.selectSeveral(false);
      // A second one lets go of the selection too.
      else if (model.choice.value.tool === 'select') actions.select(new Set());
      else actions.choose({ tool: 'select' });
    },
  },
  'select-several': {
    icon: 'several',
    group: 'tools',
    isOn: ({ model }) => model.several.value,
    run: ({ model, actions }) => actions.selectSeveral(!model.several.peek()),
  },
  'finish-selecting': {
    icon: 'check',
    group: 'tools',
    isOn: ({ model }) => model.several.value,
    run: ({ actions }) => actions.selectSeveral(false),
  },
  ...PLACING,
  draw: { ...tool({ tool: 'draw' }), icon: 'pencil', shortcut: ['d'], blocked: readOnly },
  measure: { ...tool({ tool: 'measure' }), icon: 'ruler', shortcut: ['m'] },
  'ping-tool': { ...tool({ tool: 'ping' }), icon: 'ping' },
  ping: {
    icon: 'ping',
    group: 'tools',
    shortcut: ['l'],
    blocked: noSession,
    run: ({ actions }) => actions.ping(),
  },
  'add-in-front': {
    icon: 'add',
    group: 'tools',
    shortcut: ['a'],
    blocked: readOnly,
    run: context => context.actions.placeInFront(placed(context)),
  },
  'snap-surface': snap('surface'),
  'snap-upright': snap('upright'),
  'snap-grid': snap('grid'),
  'snap-faces': snap('faces'),
} satisfies Tools;
