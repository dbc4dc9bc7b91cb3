import type { Container } from '@pmndrs/uikit';
import { computed, type Signal } from '@preact/signals-core';
import type { Frame } from '../../../shared/frame.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import type { Live } from '../widgets/live.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, grid, LOOK, row, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const ROWS = 2;
const END = 106;

/**
 * The session's reference points: which of them to align to, and for who may write them a way to what else
 * can be done.
 */
export function createFrames(
  { model, actions, open, mayEdit }: PanelContext,
  managed: Signal<ObjectId | undefined>,
): Container {
  const frames = computed(() => open.value?.frames.value ?? []);
  const present = computed(() => {
    const space = model.space.value;
    return space.state === 'aligned' ? space.frame : undefined;
  });
  const end = (label: string, onPress: () => void, isEnabled?: Live<boolean>): Container =>
    button({
      label,
      onPress,
      shape: 'row',
      isOnRow: true,
      width: END,
      height: TARGET,
      ...(isEnabled ? { isEnabled } : {}),
    });
  const all = column(10);
  all.add(
    textSprite({ text: 'Reference points', size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }),
    list({
      items: frames,
      rows: ROWS,
      empty: 'None yet. Touch two corners that everybody can find again, at least 1.5 m apart.',
      item: item => {
        const ends = row(6);
        ends.add(
          end('Touch', () => actions.alignByTouch(item.peek()?.id)),
          end(
            'Change',
            () => {
              managed.value = item.peek()?.id;
            },
            mayEdit,
          ),
        );
        return wordsRow({
          title: computed(() => (item.value ? texts.space.frameName(item.value) : '')),
          detail: computed(() => {
            const frame = item.value;
            if (!frame) return '';
            return frame.id === present.value
              ? 'You are aligned to these'
              : texts.space.framePointWords(frame);
          }),
          ends: [ends],
          endsWidth: 2 * END + 18,
        });
      },
    }),
  );
  return all;
}

/** What can be done about one frame, and the way back; everything that writes is dim for who may not. */
export function createFramePage(
  { model, actions, open, mayEdit, entry, toast }: PanelContext,
  frame: Live<Frame | undefined>,
  back: () => void,
): Container {
  const wide = (label: string, icon: string, onPress: (frame: Frame) => void, isEnabled?: Live<boolean>) =>
    button({
      label,
      icon,
      shape: 'row',
      height: TARGET,
      ...(isEnabled ? { isEnabled } : {}),
      onPress: () => {
        const now = frame.peek();
        if (now) onPress(now);
      },
    });
  /** Who comes back from it is done with this page; who was refused is not. */
  const begin = (act: () => void): void => {
    act();
    if (model.guide.peek().step !== 'off') back();
  };
  const rename = ({ id, name }: Frame): void => {
    entry.value = {
      keys: 'words',
      title: 'Name of these reference points',
      initial: name,
      maxChars: LIMITS.nameChars,
      answer: 'Rename',
      done: next => actions.editFrame(id, { name: next }),
    };
  };
  const remove = (now: Frame): void => {
    actions.deleteFrame(now.id);
    // It stays where something in it is locked, which has then been said.
    if (
      open
        .peek()
        ?.frames.peek()
        .some(({ id }) => id === now.id)
    )
      return;
    back();
    toast.show(texts.space.frameDeletedWords(now));
  };
  const all = column(10);
  all.add(
    wordsRow({
      title: computed(() => (frame.value ? texts.space.frameName(frame.value) : '')),
      detail: computed(() => (frame.value ? texts.space.framePointWords(frame.value) : '')),
    }),
    grid(
      [
        wide('Touch these points', ICONS.room, ({ id }) => begin(() => actions.alignByTouch(id))),
        wide('Measure again', ICONS.measure, ({ id }) => begin(() => actions.measureFrame(id)), mayEdit),
        wide('Rename', ICONS.text, rename, mayEdit),
        wide('Delete', ICONS.delete, remove, mayEdit),
        wide('Back', ICONS.back, back),
      ],
      2,
    ),
    textSprite({
      text: 'Measured again or deleted, nothing that was placed moves, and Undo takes it back.',
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
  );
  return all;
}
