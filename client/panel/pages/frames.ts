import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal } from '@preact/signals-core';
import type { Frame } from '../../../shared/frame.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { deletedFrameWords, frameDetail, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
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
  const { POINTS, NO_POINTS, FRAME } = texts.align;
  const end = (label: string, onPress: () => void, isEnabled?: ReadonlySignal<boolean>): Container =>
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
    textSprite({ text: POINTS, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH }),
    list({
      items: computed(() => open.value?.frames.value ?? []),
      rows: ROWS,
      empty: NO_POINTS.headset,
      item: item => {
        const ends = row(6);
        ends.add(
          end(FRAME.touch, () => actions.alignByTouch(item.peek()?.id)),
          end(
            FRAME.change,
            () => {
              managed.value = item.peek()?.id;
            },
            mayEdit,
          ),
        );
        return wordsRow({
          title: computed(() => (item.value ? texts.space.frameName(item.value) : '')),
          detail: computed(() => (item.value ? frameDetail(item.value, model.space.value) : '')),
          ends: [ends],
          endsWidth: 2 * END + 18,
        });
      },
    }),
  );
  return all;
}

/**
 * Returns the page of what can be done about one frame, and the way back; everything that writes is dim for
 * people who may not.
 */
export function createFramePage(
  { model, actions, open, mayEdit, entry, toast }: PanelContext,
  frame: ReadonlySignal<Frame | undefined>,
  back: () => void,
): Container {
  const { FRAME } = texts.align;
  const wide = (
    label: string,
    icon: string,
    onPress: (frame: Frame) => void,
    isEnabled?: ReadonlySignal<boolean>,
  ) =>
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
  /** A step that begins ends this page; one that is refused does not. */
  const begin = (act: () => void): void => {
    act();
    if (model.guide.peek().step !== 'off') back();
  };
  const rename = ({ id, name }: Frame): void => {
    entry.value = {
      keys: 'words',
      title: texts.align.FRAME_NAME,
      initial: name,
      maxChars: LIMITS.nameChars,
      answer: FRAME.rename,
      done: next => actions.editFrame(id, { name: next }),
    };
  };
  const remove = (now: Frame): void => {
    actions.deleteFrame(now.id);
    const session = open.peek();
    const said = session && deletedFrameWords(session, now);
    if (said === undefined) return;
    back();
    toast.show(said);
  };
  const all = column(10);
  all.add(
    wordsRow({
      title: computed(() => (frame.value ? texts.space.frameName(frame.value) : '')),
      detail: computed(() => (frame.value ? texts.space.framePointWords(frame.value) : '')),
    }),
    grid(
      [
        wide(FRAME.touchThese, ICONS.room, ({ id }) => begin(() => actions.alignByTouch(id))),
        wide(FRAME.measure, ICONS.ruler, ({ id }) => begin(() => actions.measureFrame(id)), mayEdit),
        wide(FRAME.rename, ICONS.text, rename, mayEdit),
        wide(FRAME.delete, ICONS.trash, remove, mayEdit),
        wide(FRAME.back, ICONS.back, back),
      ],
      2,
    ),
    textSprite({
      text: texts.align.CHANGE_HINT,
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
  );
  return all;
}
