import { useEffect } from 'preact/hooks';
import type { Happened, OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { type ActivityGroup, groupActivity, personOf, relayReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Empty } from '../parts/empty.tsx';
import { RemoteView } from '../parts/remote-view.tsx';

/** Who did what, newest first, as people would tell it. */
export function ActivityPage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  useEffect(() => {
    void service.refresh('activity');
    void service.refresh('members');
  }, [service]);
  return (
    <RemoteView
      remote={service.activity.value}
      what="what happened"
      onRetry={() => service.refresh('activity')}
    >
      {({ events, more }) =>
        events.length === 0 ? (
          <Empty
            icon="activity"
            title="Nothing has happened yet"
            detail="Placing, changing and joining show up here once the relay has heard of them."
          />
        ) : (
          <>
            <Days open={open} events={events} />
            {more && (
              <ActionButton
                label="Show earlier"
                icon="chevron-down"
                blocked={relayReason(open)}
                onPress={() => service.loadMoreActivity()}
              />
            )}
          </>
        )
      }
    </RemoteView>
  );
}

function Days({ open, events }: { readonly open: OpenSession; readonly events: readonly Happened[] }) {
  return (
    <>
      {groupActivity(events).map(({ day, groups }) => (
        <section key={day} aria-label={texts.numbers.dayName(day, deviceNow())}>
          <h3>{texts.numbers.dayName(day, deviceNow())}</h3>
          <ul class="rows tight">
            {groups.map((group, index) => (
              <GroupRow key={`${group.at}-${index}`} open={open} group={group} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function GroupRow({ open, group }: { readonly open: OpenSession; readonly group: ActivityGroup }) {
  const who = personOf(useApp(), open, group.user);
  return (
    <li class="row">
      <Avatar name={who.name} color={who.color} />
      <p class="row-text">
        <strong>{who.isMe ? 'You' : who.name}</strong> {texts.activity.activitySentence(group)}
        {group.arrived !== undefined && (
          <span class="muted small">
            {' '}
            offline; it reached the relay {texts.numbers.moment(group.arrived)}
          </span>
        )}
      </p>
      <time class="muted small" dateTime={new Date(group.at).toISOString()}>
        {texts.numbers.clock(group.at)}
      </time>
    </li>
  );
}
