import { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { newsOfPings, othersIn, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { TONES } from '../widgets/tones.ts';
import { column, LOOK, row, TEXT, WIDTH } from '../widgets/widgets.ts';

const DOT = 12;

/**
 * Always there: which session, how it is kept, and who else is here; for a moment, who asks to look
 * somewhere.
 */
export function createHeader({ model, open }: PanelContext): Container {
  const status = computed(() => open.value?.status.value);
  const tone = computed(() => TONES[status.value?.tone ?? 'busy']);
  const others = computed(() => texts.status.others(open.value ? othersIn(open.value) : 0));
  const none = computed(() =>
    model.session.value.state === 'opening' ? texts.status.OPENING.text : texts.status.CLOSED,
  );
  const line = row(9);
  line.add(
    new Container({ width: DOT, height: DOT, flexShrink: 0, borderRadius: DOT / 2, backgroundColor: tone }),
    textSprite({
      text: computed(() => (status.value ? `${status.value.text} · ${others.value}` : none.value)),
      size: TEXT,
      weight: 500,
      color: tone,
      maxWidth: WIDTH - DOT - 9,
    }),
  );
  const all = column(4);
  all.add(
    textSprite({
      text: computed(() => {
        if (!open.value) return texts.status.NO_SESSION;
        return (
          newsOfPings(open.value, model.pings.value) ?? (open.value.name.value || texts.status.NO_SESSION)
        );
      }),
      size: 24,
      weight: 600,
      color: LOOK.text,
      maxWidth: WIDTH,
    }),
    line,
  );
  return all;
}
