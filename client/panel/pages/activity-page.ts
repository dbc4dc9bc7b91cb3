import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { deviceNow } from '../../model/index.ts';
import {
  activityDays,
  activityNote,
  canRetryActivity,
  lastOf,
  relayReason,
  texts,
} from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const ROWS = 5;

/** The activity in sentences, newest first: what the relay has heard. */
export function createActivityPage(context: PanelContext): Container {
  const { open } = context;
  const known = computed(() => (open.value ? lastOf(open.value.service.activity.value) : undefined));
  const lines = computed(() => {
    const session = open.value;
    if (!session) return [];
    return activityDays(context, session, known.value?.events ?? [], deviceNow()).flatMap(({ title, rows }) =>
      rows.map(each => ({
        title: `${each.actor} ${each.sentence}`,
        detail: texts.activity.when(title, each.clock, each.late),
        color: each.person.color,
      })),
    );
  });
  const note = computed(() => (open.value && activityNote(open.value)) ?? '');
  const page = column(8);
  page.add(
    shownIf(
      computed(() => note.value !== ''),
      textSprite({ text: note, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH, lines: 2 }),
    ),
    list({
      items: lines,
      rows: ROWS,
      empty: computed(() => {
        const { title, detail } = texts.activity.NONE;
        return known.value ? `${title}. ${detail}` : '';
      }),
      item: item =>
        wordsRow({
          title: computed(() => item.value?.title ?? ''),
          detail: computed(() => item.value?.detail ?? ''),
          dot: computed(() => item.value?.color ?? LOOK.muted),
        }),
      more: {
        isThere: computed(
          () => known.value?.more === true && open.value !== undefined && !relayReason(open.value),
        ),
        load: () => void open.peek()?.service.loadMoreActivity(),
      },
    }),
    shownIf(
      computed(() => open.value !== undefined && canRetryActivity(open.value)),
      again(context),
    ),
  );
  return page;
}

function again({ open }: PanelContext): Container {
  const line = row(0);
  line.add(
    button({
      label: texts.activity.TRY_AGAIN,
      icon: ICONS.redo,
      shape: 'row',
      width: 180,
      height: TARGET,
      onPress: () => void open.peek()?.service.refresh('activity'),
    }),
  );
  return line;
}
