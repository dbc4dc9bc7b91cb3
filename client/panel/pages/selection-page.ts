import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import {
  type CommandId,
  describeCommand,
  type SelectionFacts,
  selectionFacts,
  texts,
} from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import { panelCommandsAt } from '../commands.ts';
import type { Entry, PanelContext } from '../context.ts';
import { commandButton } from '../widgets/command-button.ts';
import { ICONS } from '../widgets/icons.ts';
import { rowButton, wordsRow } from '../widgets/rows.ts';
import {
  button,
  column,
  GAP,
  grid,
  LOOK,
  row,
  shownIf,
  swatches,
  TARGET,
  TEXT,
  WIDTH,
} from '../widgets/widgets.ts';

const HEIGHT = 68;
const SIZE_WIDTH = 132;
const ACTIONS_A_ROW = 4;

type Facts = ReadonlySignal<SelectionFacts | undefined>;

/** Returns the page of the selection, and of what can be done with it. */
export function createSelectionPage(context: PanelContext): Container {
  const facts = computed(() => selectionFacts(context, context.now.value));
  const isArranging = signal(false);
  const isSome = computed(() => facts.value !== undefined);
  const mayChange = computed(() => facts.value !== undefined && facts.value.blocked === undefined);
  const page = column(12);
  page.add(
    shownIf(
      computed(() => !isSome.value || !isArranging.value),
      textSprite({
        text: computed(() => titleOf(context, facts.value)),
        size: 24,
        weight: 600,
        color: LOOK.text,
        maxWidth: WIDTH,
      }),
      textSprite({
        text: computed(() => detailOf(context, facts.value)),
        size: TEXT,
        weight: 500,
        color: LOOK.muted,
        maxWidth: WIDTH,
        lines: 2,
      }),
    ),
    shownIf(
      computed(() => isSome.value && !isArranging.value),
      text(context, facts, mayChange),
      size(context, facts),
      swatches(
        computed(() => facts.value?.fields.color),
        color => context.actions.editSelection({ color }),
        mayChange,
      ),
      actions(context, facts, mayChange, () => {
        isArranging.value = true;
      }),
    ),
    shownIf(
      computed(() => isSome.value && isArranging.value),
      arrangements(context, facts, () => {
        isArranging.value = false;
      }),
    ),
    shownIf(
      computed(() => !isSome.value),
      grid(selectionModes(context), ACTIONS_A_ROW),
    ),
    hidden(context, isSome),
  );
  return page;
}

function titleOf({ model }: PanelContext, facts: SelectionFacts | undefined): string {
  if (model.several.value) return texts.selection.severalWords(facts?.fields.count ?? 0, 'press');
  return facts?.title ?? texts.selection.NOTHING_SELECTED;
}

/** Why it cannot be changed, or who made it; where nothing is selected, how something comes to be. */
function detailOf({ model }: PanelContext, facts: SelectionFacts | undefined): string {
  if (model.several.value) return texts.selection.HOW_SEVERAL;
  if (!facts) return texts.selection.HOW_TO_SELECT;
  if (facts.lock.words) return facts.lock.words;
  const made = facts.makers.map(({ term, by, when, claimed }) => `${term} ${by}${when}${claimed}.`);
  return made.length > 0 ? made.join(' ') : texts.selection.HOW_TO_CARRY;
}

/** The text of what is selected now, whatever is selected by the time that it is written. */
export function textEntry({ actions, open }: Pick<PanelContext, 'actions' | 'open'>): Entry {
  const session = open.peek();
  const ids = session?.selection.peek();
  return {
    keys: 'words',
    title: texts.selection.TEXT,
    initial: session?.selected.peek()?.text ?? '',
    fallback: '',
    maxChars: LIMITS.textChars,
    answer: texts.selection.DONE,
    done: text => {
      if (!ids || open.peek() !== session) return;
      actions.select(ids);
      actions.editSelection({ text });
    },
  };
}

function text(context: PanelContext, facts: Facts, mayChange: ReadonlySignal<boolean>): Container {
  return shownIf(
    computed(() => facts.value?.fields.hasText === true),
    rowButton({
      title: computed(() => facts.value?.fields.text || texts.selection.WRITE_SOMETHING),
      detail: texts.selection.CHANGE_TEXT,
      isEnabled: mayChange,
      onPress: () => {
        context.entry.value = textEntry(context);
      },
    }),
  );
}

function size(context: PanelContext, facts: Facts): Container {
  return wordsRow({
    title: texts.selection.SIZE,
    detail: computed(() => facts.value?.size ?? ''),
    ends: panelCommandsAt('size').map(id =>
      commandButton(id, context, { shape: 'row', isOnRow: true, width: SIZE_WIDTH, height: TARGET }),
    ),
    endsWidth: 2 * SIZE_WIDTH + 12,
  });
}

const tile = (context: PanelContext, id: ReadonlySignal<CommandId> | CommandId): Container =>
  commandButton(id, context, { shape: 'tile', height: HEIGHT });

/** To select more than one without a keyboard's Shift. */
const selectionModes = (context: PanelContext): readonly Container[] => [
  tile(
    context,
    computed(() => (context.model.several.value ? 'finish-selecting' : 'select-several')),
  ),
  tile(context, 'select-all'),
];

function actions(
  context: PanelContext,
  facts: Facts,
  mayChange: ReadonlySignal<boolean>,
  arrange: () => void,
): Container {
  const isLocked = computed(() => facts.value?.fields.locked === true);
  return grid(
    [
      tile(context, 'duplicate'),
      tile(
        context,
        computed(() => (isLocked.value ? 'unlock' : 'lock')),
      ),
      tile(context, 'hide'),
      button({
        label: texts.commands.ARRANGE,
        icon: ICONS.align,
        isEnabled: mayChange,
        onPress: arrange,
        shape: 'tile',
        height: HEIGHT,
      }),
      ...selectionModes(context),
      tile(context, 'delete'),
      tile(context, 'clear-selection'),
    ],
    ACTIONS_A_ROW,
  );
}

/** Returns the way to bring hidden objects back, as they cannot be pointed at. */
function hidden(context: PanelContext, isSome: ReadonlySignal<boolean>): Container {
  const line = row(0);
  line.add(commandButton('show-hidden', context, { shape: 'row', height: TARGET }));
  return shownIf(
    computed(() => !isSome.value && describeCommand('show-hidden', context).isOffered),
    line,
  );
}

function arrangements(context: PanelContext, facts: Facts, back: () => void): Container {
  const all = panelCommandsAt('arrange').map(id =>
    commandButton(id, context, { isPlain: true, shape: 'row', height: TARGET, before: back }),
  );
  const words = column(0);
  words.add(
    textSprite({
      text: computed(() => (facts.value ? texts.selection.arrangeTitle(facts.value.title) : '')),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH - 164,
    }),
    shownIf(
      computed(() => (facts.value?.fields.count ?? 0) < 2),
      textSprite({
        text: texts.selection.HOW_TO_TAKE_MORE,
        size: TEXT - 1,
        weight: 500,
        color: LOOK.muted,
        maxWidth: WIDTH - 164,
      }),
    ),
  );
  const head = row(14);
  head.add(
    button({
      label: texts.commands.BACK,
      icon: ICONS.back,
      shape: 'row',
      width: 150,
      height: TARGET,
      onPress: back,
    }),
    words,
  );
  const lines = column(GAP);
  lines.add(head, grid(all, 2));
  return lines;
}
