import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { deviceNow, type SelectedFields } from '../../model/index.ts';
import { ARRANGEMENTS, type Lock, lockOf, makerWords, readOnlyReason, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { Entry, PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
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
/** One press on Larger; one on Smaller takes it back. */
const STEP = 1.1;
const SIZE_WIDTH = 132;
const DEEDS_A_ROW = 4;

type Selected = Live<SelectedFields | undefined>;

/** What is selected, and what can be done with it. */
export function createSelectionPage(context: PanelContext): Container {
  const { open, actions } = context;
  const selected = computed(() => open.value?.selected.value);
  const isArranging = signal(false);
  const isOrdering = computed(() => selected.value !== undefined && isArranging.value);
  const lock = computed(() =>
    open.value && selected.value ? lockOf(context, open.value, selected.value) : undefined,
  );
  const readOnly = computed(() => (open.value ? readOnlyReason(open.value) : undefined));
  const mayChange = computed(
    () => selected.value !== undefined && readOnly.value === undefined && lock.value?.blocked === undefined,
  );
  const page = column(12);
  page.add(
    shownIf(
      computed(() => !isOrdering.value),
      textSprite({
        text: computed(() => {
          if (context.model.several.value) return texts.selection.severalWords(selected.value?.count ?? 0);
          return selected.value ? texts.selection.selectionTitle(selected.value) : 'Nothing is selected';
        }),
        size: 24,
        weight: 600,
        color: LOOK.text,
        maxWidth: WIDTH,
      }),
      textSprite({
        text: detailOf(context, selected, lock),
        size: TEXT,
        weight: 500,
        color: LOOK.muted,
        maxWidth: WIDTH,
        lines: 2,
      }),
    ),
    shownIf(
      computed(() => selected.value !== undefined && !isArranging.value),
      text(context, selected, mayChange),
      size(context, selected, mayChange),
      swatches(
        computed(() => selected.value?.color),
        color => actions.editSelection({ color }),
        mayChange,
      ),
      deeds(context, selected, mayChange, lock, () => {
        isArranging.value = true;
      }),
    ),
    shownIf(
      isOrdering,
      arrangements(context, selected, mayChange, () => {
        isArranging.value = false;
      }),
    ),
    shownIf(
      computed(() => selected.value === undefined),
      more(context),
    ),
    hidden(context, selected),
  );
  return page;
}

/** Why it cannot be changed, or who made it; where nothing is selected, how something comes to be. */
function detailOf(context: PanelContext, selected: Selected, lock: Live<Lock | undefined>): Live<string> {
  return computed(() => {
    const open = context.open.value;
    if (context.model.several.value) return 'Presses add things, or take them back. Done keeps them.';
    if (!selected.value || !open)
      return 'Choose Select on the Place page, then press on something. Squeeze to carry it; both hands on it resize it.';
    if (lock.value?.words) return lock.value.words;
    const { created, changed } = selected.value;
    const made = [
      ...(created ? [`Placed ${makerWords(context, open, created, deviceNow())}.`] : []),
      ...(changed ? [`Changed ${makerWords(context, open, changed, deviceNow())}.`] : []),
    ];
    return made.length > 0 ? made.join(' ') : 'Squeeze to carry it; both hands on it resize it.';
  });
}

/** The text of what is selected now, whatever is selected by the time that it is written. */
export function textEntry({ actions, open }: Pick<PanelContext, 'actions' | 'open'>): Entry {
  const session = open.peek();
  const ids = session?.selection.peek();
  return {
    keys: 'words',
    title: 'Text',
    initial: session?.selected.peek()?.text ?? '',
    fallback: '',
    maxChars: LIMITS.textChars,
    answer: 'Done',
    done: text => {
      if (!ids || open.peek() !== session) return;
      actions.select(ids);
      actions.editSelection({ text });
    },
  };
}

function text(context: PanelContext, selected: Selected, mayChange: Live<boolean>): Container {
  return shownIf(
    computed(() => selected.value?.hasText === true),
    rowButton({
      title: computed(() => selected.value?.text || 'Write something'),
      detail: 'Press to change the text',
      isEnabled: mayChange,
      onPress: () => {
        context.entry.value = textEntry(context);
      },
    }),
  );
}

function size({ actions }: PanelContext, selected: Selected, mayChange: Live<boolean>): Container {
  const step = (label: string, icon: string, factor: number): Container =>
    button({
      label,
      icon,
      shape: 'row',
      isOnRow: true,
      width: SIZE_WIDTH,
      height: TARGET,
      isEnabled: mayChange,
      onPress: () => actions.resizeSelection(factor),
    });
  return wordsRow({
    title: 'Size',
    detail: computed(() =>
      selected.value?.size ? texts.selection.sizeWords(selected.value.size) : 'Each its own',
    ),
    ends: [step('Smaller', ICONS.smaller, 1 / STEP), step('Larger', ICONS.larger, STEP)],
    endsWidth: 2 * SIZE_WIDTH + 12,
  });
}

/** To select more than one without a keyboard's Shift. */
function ways({ actions, model }: PanelContext): readonly Container[] {
  const { several } = model;
  return [
    button({
      label: computed(() => (several.value ? 'Done' : 'Several')),
      icon: computed(() => (several.value ? ICONS.done : ICONS.several)),
      isChosen: several,
      shape: 'tile',
      height: HEIGHT,
      onPress: () => actions.selectSeveral(!several.peek()),
    }),
    button({
      label: 'Select all',
      icon: ICONS.sessions,
      shape: 'tile',
      height: HEIGHT,
      onPress: () => actions.selectAll(),
    }),
  ];
}

const more = (context: PanelContext): Container => grid(ways(context), DEEDS_A_ROW);

function deeds(
  context: PanelContext,
  selected: Selected,
  mayChange: Live<boolean>,
  lock: Live<Lock | undefined>,
  arrange: () => void,
): Container {
  const { actions, open, mayEdit } = context;
  const tile = (
    label: Live<string> | string,
    icon: string,
    isEnabled: Live<boolean>,
    onPress: () => void,
  ): Container => button({ label, icon, isEnabled, onPress, shape: 'tile', height: HEIGHT });
  const isSome = computed(() => selected.value !== undefined);
  const isLocked = computed(() => selected.value?.locked === true);
  return grid(
    [
      tile(
        'Duplicate',
        ICONS.duplicate,
        computed(() => mayEdit.value && isSome.value),
        () => actions.duplicateSelection(),
      ),
      tile(
        computed(() => (isLocked.value ? 'Unlock' : 'Lock')),
        ICONS.lock,
        computed(() => mayEdit.value && isSome.value && lock.value?.fixed === undefined),
        () => actions.editSelection({ locked: isLocked.peek() ? undefined : open.peek()?.user }),
      ),
      tile('Hide', ICONS.hide, mayChange, () => actions.editSelection({ hidden: true })),
      tile('Arrange', ICONS.arrange, mayChange, arrange),
      ...ways(context),
      tile('Delete', ICONS.delete, mayChange, () => actions.deleteSelection()),
      tile('Clear', ICONS.close, isSome, () => actions.select(new Set())),
    ],
    DEEDS_A_ROW,
  );
}

/** What is hidden cannot be pointed at, so it is brought back from here. */
function hidden({ open, actions, mayEdit }: PanelContext, selected: Selected): Container {
  const count = computed(() => open.value?.hiddenCount.value ?? 0);
  const line = row(0);
  line.add(
    button({
      label: computed(() => `Show what is hidden (${count.value})`),
      icon: ICONS.show,
      shape: 'row',
      height: TARGET,
      isEnabled: mayEdit,
      onPress: () => actions.showHidden(),
    }),
  );
  return shownIf(
    computed(() => selected.value === undefined && count.value > 0),
    line,
  );
}

function arrangements(
  { actions }: PanelContext,
  selected: Selected,
  mayChange: Live<boolean>,
  back: () => void,
): Container {
  const all = ARRANGEMENTS.map(({ label, how, least }) =>
    button({
      // The rest is an explanation that a screen has room for.
      label: label.split(':')[0] ?? label,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => mayChange.value && (selected.value?.count ?? 0) >= least),
      onPress: () => {
        back();
        actions.arrangeSelection(how);
      },
    }),
  );
  const words = column(0);
  const isOne = computed(() => (selected.value?.count ?? 0) < 2);
  words.add(
    textSprite({
      text: computed(() =>
        selected.value ? `Arrange ${texts.selection.selectionTitle(selected.value)}` : '',
      ),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH - 164,
    }),
    shownIf(
      isOne,
      textSprite({
        text: 'Press Back, then Several, to take more.',
        size: TEXT - 1,
        weight: 500,
        color: LOOK.muted,
        maxWidth: WIDTH - 164,
      }),
    ),
  );
  const head = row(14);
  head.add(
    button({ label: 'Back', icon: ICONS.back, shape: 'row', width: 150, height: TARGET, onPress: back }),
    words,
  );
  const lines = column(GAP);
  lines.add(head, grid(all, 2));
  return lines;
}
