import type { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import { inviteWords, shareOptions, shareReason, texts, usableShare, usualShare } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

/** A code for the next person, large enough to be read out. `back` leaves it. */
export function createInvite({ open }: PanelContext, back: () => void): Container {
  const role = signal<'editor' | 'viewer'>('editor');
  const isAsking = computed(() => open.value?.service.newShare.value.state === 'asking');
  const mayMake = computed(() => open.value !== undefined && shareReason(open.value) === undefined);
  const share = computed(() => open.value && usableShare(open.value));
  const words = computed(() => (open.value ? inviteWords(open.value, role.value) : ''));
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
  roles.add(...shareOptions().roles.map(({ value, title }) => choice(value, title)));
  const ends = row(GAP);
  ends.add(
    button({
      label: texts.people.BACK,
      icon: ICONS.back,
      shape: 'row',
      width: 170,
      height: TARGET,
      onPress: back,
    }),
    button({
      label: computed(() => (isAsking.value ? texts.sharing.ASKING_SHORT : texts.sharing.MAKE)),
      icon: ICONS.share,
      shape: 'row',
      height: TARGET,
      isEnabled: computed(() => mayMake.value && !isAsking.value),
      onPress: () => void open.peek()?.service.createShare(usualShare(role.peek())),
    }),
  );
  const line = (text: ReadonlySignal<string>, size: number, color: string, lines: number) =>
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
