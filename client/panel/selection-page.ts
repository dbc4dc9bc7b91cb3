import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { kindOf } from '../../shared/kinds/index.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  ARRANGEMENTS,
  count,
  type Lock,
  lockOf,
  readOnlyReason,
  type SelectedFields,
} from '../model/index.ts';
import type { PanelContext } from './context.ts';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, column, GAP, grid, LOOK, row, shownIf, swatches, TARGET, TEXT, WIDTH } from './parts.ts';
import { rowButton } from './rows.ts';
import { writing } from './writing.ts';

const HEIGHT = 74;

const titleOf = ({ count: n, kind }: SelectedFields): string => {
  const title = kind === undefined ? undefined : (kindOf(kind)?.title ?? kind);
  if (n === 1) return title ?? 'Object';
  return title ? `${n} × ${title}` : count(n, 'object');
};

/** What is selected and what can be done with it. */
export function createSelectionPage(context: PanelContext): Container {
  const { open, actions } = context;
  const selected = computed(() => open.value?.selected.value);
  const isArranging = signal(false);
  const lock = computed(() =>
    open.value && selected.value ? lockOf(context, open.value, selected.value) : undefined,
  );
  const readOnly = computed(() => (open.value ? readOnlyReason(open.value) : undefined));
  const mayChange = computed(
    () => selected.value !== undefined && readOnly.value === undefined && lock.value?.blocked === undefined,
  );
  const detail = computed(() => {
    if (!selected.value)
      return 'Choose Select on the Place page, then press on something. Squeeze to carry it.';
    return readOnly.value ?? (lock.value?.words || 'Both hands on it make it larger and smaller.');
  });
  const page = column(14);
  page.add(
    writing({
      text: computed(() => (selected.value ? titleOf(selected.value) : 'Nothing is selected')),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH,
    }),
    writing({ text: detail, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH, lines: 2 }),
    shownIf(
      computed(() => selected.value !== undefined && !isArranging.value),
      text(context, selected, mayChange),
      swatches(
        computed(() => selected.value?.color),
        color => {
          if (mayChange.peek()) actions.editSelection({ color });
        },
      ),
      deeds(context, selected, mayChange, lock, () => {
        isArranging.value = true;
      }),
    ),
    shownIf(
      computed(() => selected.value !== undefined && isArranging.value),
      arrangements(context, selected, mayChange, () => {
        isArranging.value = false;
      }),
    ),
  );
  return page;
}

type Selected = Live<SelectedFields | undefined>;

function text({ actions, entry }: PanelContext, selected: Selected, mayChange: Live<boolean>): Container {
  return shownIf(
    computed(() => selected.value?.hasText === true),
    rowButton({
      title: computed(() => selected.value?.text || 'Write something'),
      detail: 'Press to change the text',
      isEnabled: mayChange,
      onPress: () => {
        entry.value = {
          keys: 'words',
          title: 'Text',
          initial: selected.peek()?.text ?? '',
          fallback: '',
          maxChars: LIMITS.textChars,
          answer: 'Done',
          done: written => actions.editSelection({ text: written }),
        };
      },
    }),
  );
}

function deeds(
  { actions, open, mayEdit }: PanelContext,
  selected: Selected,
  mayChange: Live<boolean>,
  lock: Live<Lock | undefined>,
  arrange: () => void,
): Container {
  const tile = (
    label: Live<string> | string,
    icon: string,
    isEnabled: Live<boolean>,
    onPress: () => void,
  ): Container => button({ label, icon, isEnabled, onPress, shape: 'tile', height: HEIGHT });
  const some = computed(() => mayEdit.value && selected.value !== undefined);
  const isLocked = computed(() => selected.value?.locked === true);
  const lockable = computed(() => some.value && lock.value?.fixed === undefined);
  return grid(
    [
      tile('Duplicate', ICONS.duplicate, some, () => actions.duplicateSelection()),
      tile(
        computed(() => (isLocked.value ? 'Unlock' : 'Lock')),
        ICONS.lock,
        lockable,
        () => actions.editSelection({ locked: isLocked.peek() ? undefined : open.peek()?.user }),
      ),
      tile('Hide', ICONS.hide, mayChange, () => actions.editSelection({ hidden: true })),
      tile('Arrange', ICONS.arrange, mayChange, arrange),
      tile('Delete', ICONS.delete, mayChange, () => actions.deleteSelection()),
      tile('Clear', ICONS.close, some, () => actions.select(new Set())),
    ],
    3,
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
  const end = row(GAP);
  end.add(
    button({ label: 'Back', icon: ICONS.back, shape: 'row', width: 170, height: TARGET, onPress: back }),
  );
  const lines = column(GAP);
  lines.add(grid(all, 2), end);
  return lines;
}
