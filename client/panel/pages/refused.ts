import type { Container } from '@pmndrs/uikit';
import { computed, type Signal } from '@preact/signals-core';
import type { OpenSession, RefusedEdit } from '../../model/index.ts';
import { mayAskHost, type Refused, refusalTone, refusedOf, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import type { Question } from '../widgets/confirm.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import type { Live } from '../widgets/live.ts';
import { wordsRow } from '../widgets/rows.ts';
import { TONES } from '../widgets/tones.ts';
import { button, column, grid, LOOK, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const NONE: readonly RefusedEdit[] = [];
/** What is longer takes both of the lines that there are. */
const ROOM_CHARS = 60;

/**
 * What the relay did not take, why, and the choices that are left: nothing is lost before the person says so.
 */
export function createRefused(
  { open, actions }: PanelContext,
  question: Signal<Question | undefined>,
): Container {
  const now = computed(() => (open.value ? refusedOf(open.value) : undefined));
  const refusals = () => open.peek()?.refusals;
  const isIdle = computed(() => now.value !== undefined && now.value.state !== 'working');
  const mayAsk = computed(() => {
    const session = open.value;
    if (!session || !now.value) return false;
    return mayAskHost(session, now.value) && texts.refusal.askReason(session, now.value) === undefined;
  });
  const parting = computed(() => now.value && texts.refusal.discardText(now.value));
  const choice = (
    label: Live<string> | string,
    icon: string,
    isEnabled: Live<boolean>,
    onPress: () => void,
  ): Container => button({ label, icon, isEnabled, onPress, shape: 'row', height: TARGET });
  const keepCopy = async (): Promise<void> => {
    const id = await refusals()?.keepAsCopy();
    if (id !== undefined) await actions.openSession(id);
  };
  const all = column(12);
  all.add(
    textSprite({
      text: computed(() => (now.value ? texts.refusal.refusalTitle(now.value) : '')),
      size: 24,
      weight: 600,
      color: computed(() => (now.value ? TONES[refusalTone(now.value)] : LOOK.loss)),
      maxWidth: WIDTH,
    }),
    textSprite({
      text: computed(() => (open.value && now.value ? situationWords(open.value, now.value) : '')),
      size: TEXT,
      weight: 500,
      color: LOOK.muted,
      maxWidth: WIDTH,
      lines: 2,
    }),
    list({
      items: computed(() => now.value?.edits ?? NONE),
      rows: 2,
      empty: '',
      item: item =>
        wordsRow({
          title: computed(() => item.value?.label ?? ''),
          detail: computed(() => (item.value ? texts.refusal.changeWords(item.value.change) : '')),
        }),
    }),
    grid(
      [
        choice(
          computed(() => (now.value?.state === 'asked' ? 'Ask again' : 'Ask the host')),
          ICONS.ask,
          mayAsk,
          () => void refusals()?.askHost(),
        ),
        choice('Keep a copy', ICONS.duplicate, isIdle, () => void keepCopy()),
        choice(
          computed(() => (now.value ? texts.refusal.retryText(now.value).title : '')),
          ICONS.redo,
          isIdle,
          () => void refusals()?.sendAgain(),
        ),
        choice(
          computed(() => parting.value?.title ?? ''),
          ICONS.delete,
          isIdle,
          () => {
            const words = parting.peek();
            if (!words) return;
            question.value = {
              text: words.question,
              answer: words.answer,
              yes: () => void refusals()?.discard(),
            };
          },
        ),
      ],
      2,
    ),
  );
  return shownIf(
    computed(() => now.value !== undefined),
    all,
  );
}

/** Why, and what comes of it; or why the first of the choices cannot be taken now. */
function situationWords(open: OpenSession, refused: Refused): string {
  const waits = mayAskHost(open, refused) ? texts.refusal.askReason(open, refused) : undefined;
  const said = texts.refusal.progressWords(refused) ?? waits ?? texts.refusal.keptWords(open, refused);
  // The title gives the reason already.
  const isLong = refused.about === 'session' && said.length > ROOM_CHARS;
  return isLong ? said : `${texts.refusal.reasonWords(refused)} ${said}`;
}
