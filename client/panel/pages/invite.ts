import type { Container } from '@pmndrs/uikit';
import { computed, signal } from '@preact/signals-core';
import { relayReason, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import type { Live } from '../widgets/live.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const DAY_S = 24 * 60 * 60;
const MAY = { editor: 'can edit', viewer: 'can look' } as const;

/** A code for the next person, large enough to be read out. `back` leaves it. */
export function createInvite({ open }: PanelContext, back: () => void): Container {
  const role = signal<'editor' | 'viewer'>('editor');
  const blocked = computed(() =>
    open.value?.role.value === 'host' ? relayReason(open.value) : 'Only the host asks people in.',
  );
  const made = computed(() => open.value?.service.newShare.value);
  const share = computed(() => (made.value?.state === 'ready' ? made.value.value : undefined));
  const words = computed(() => {
    if (blocked.value) return blocked.value;
    if (share.value)
      return `Whoever has it ${MAY[share.value.role]} until ${texts.numbers.moment(share.value.expires)}.`;
    if (made.value?.state !== 'failed') return `Whoever has the code ${MAY[role.value]}, for 24 hours.`;
    const { title, advice } = texts.errors.describe(made.value.error);
    return `${title}. ${advice}`;
  });
  const choice = (name: 'editor' | 'viewer', label: string): Container =>
    button({
      label,
      shape: 'row',
      height: TARGET,
      isChosen: computed(() => role.value === name),
      onPress: () => {
        role.value = name;
      },
    });
  const roles = row(GAP);
  roles.add(choice('editor', 'They can edit'), choice('viewer', 'They can look'));
  const ends = row(GAP);
  ends.add(
    button({ label: 'Back', icon: ICONS.back, shape: 'row', width: 170, height: TARGET, onPress: back }),
    button({
      label: computed(() => (made.value?.state === 'asking' ? 'Asking the relay' : 'Make a share code')),
      icon: ICONS.share,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => blocked.value === undefined && made.value?.state !== 'asking'),
      onPress: () => void open.peek()?.service.createShare({ role: role.peek(), expiresIn: DAY_S }),
    }),
  );
  const line = (text: Live<string>, size: number, color: string, lines: number) =>
    textSprite({ text, size, weight: size > TEXT ? 600 : 500, color, maxWidth: WIDTH, lines });
  const all = column(14);
  all.add(
    roles,
    shownIf(
      computed(() => share.value !== undefined),
      line(
        computed(() => share.value?.code ?? ''),
        46,
        LOOK.text,
        1,
      ),
    ),
    line(words, TEXT, LOOK.muted, 2),
    ends,
  );
  return all;
}
