import type { Container } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { unreachable } from '../../../shared/errors.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import { deviceNow, type OpenSession } from '../../model/index.ts';
import { type ActivityGroup, groupActivity, lastOf, personOf, relayReason, texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { list } from '../widgets/list.ts';
import { wordsRow } from '../widgets/rows.ts';
import { button, column, LOOK, row, shownIf, TARGET, TEXT, WIDTH } from '../widgets/widgets.ts';

const ROWS = 5;

interface Line {
  readonly title: string;
  readonly detail: string;
  readonly color: string;
}

/** Who did what, newest first, as people would tell it: what the relay has heard. */
export function createActivityPage(context: PanelContext): Container {
  const { open } = context;
  const known = computed(() => (open.value ? lastOf(open.value.service.activity.value) : undefined));
  const lines = computed(() => {
    const session = open.value;
    if (!session) return [];
    return groupActivity(known.value?.events ?? []).flatMap(({ day, groups }) =>
      groups.map(group => lineOf(context, session, day, group)),
    );
  });
  const state = computed(() => (open.value ? stateWords(open.value) : ''));
  const page = column(8);
  page.add(
    shownIf(
      computed(() => state.value !== ''),
      textSprite({ text: state, size: TEXT, weight: 500, color: LOOK.muted, maxWidth: WIDTH, lines: 2 }),
    ),
    list({
      items: lines,
      rows: ROWS,
      empty: computed(() =>
        known.value
          ? 'Nothing has happened yet. Placing, changing and joining show up here once the relay has heard of them.'
          : '',
      ),
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
      computed(
        () =>
          open.value?.service.activity.value.state === 'failed' && !known.value && !relayReason(open.value),
      ),
      again(context),
    ),
  );
  return page;
}

function again({ open }: PanelContext): Container {
  const line = row(0);
  line.add(
    button({
      label: 'Try again',
      icon: ICONS.redo,
      shape: 'row',
      width: 180,
      height: TARGET,
      onPress: () => void open.peek()?.service.refresh('activity'),
    }),
  );
  return line;
}

function lineOf(context: PanelContext, open: OpenSession, day: DeviceTime, group: ActivityGroup): Line {
  const who = personOf(context, open, group.user);
  const when = `${texts.numbers.dayName(day, deviceNow())}, ${texts.numbers.clock(group.at)}`;
  return {
    title: `${who.isMe ? 'You' : who.name} ${texts.activity.activitySentence(group)}`,
    detail:
      group.arrived === undefined
        ? when
        : `${when}, offline; it reached the relay ${texts.numbers.moment(group.arrived)}`,
    color: who.color,
  };
}

/** How far what is shown can be trusted; nothing where it is the latest. */
function stateWords(open: OpenSession): string {
  const remote = open.service.activity.value;
  const waits = relayReason(open);
  switch (remote.state) {
    case 'unasked':
      return waits ?? '';
    case 'asking':
      return remote.last ? '' : (waits ?? 'Asking the relay what happened.');
    case 'ready':
      return waits ? `As of ${texts.numbers.moment(remote.at)}. ${waits}` : '';
    case 'failed': {
      if (remote.last && remote.at !== undefined)
        return `As of ${texts.numbers.moment(remote.at)}. ${waits ?? ''}`;
      const { title, advice } = texts.errors.describe(remote.error);
      return waits ?? `${title}. ${advice}`;
    }
    default:
      return unreachable(remote);
  }
}
