import { useEffect } from 'preact/hooks';
import { deviceNow, type Happened, type OpenSession } from '../../model/index.ts';
import { type ActivityRow, activityDays, relayReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Empty } from '../parts/empty.tsx';
import { RemoteView } from '../parts/remote-view.tsx';

/** The activity in sentences, newest first. */
export function ActivityPage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  useEffect(() => {
    void service.refresh('activity');
    void service.refresh('members');
  }, [service]);
  return (
    <RemoteView
      remote={service.activity.value}
      what={texts.activity.WHAT}
      onRetry={() => service.refresh('activity')}
    >
      {({ events, more }) =>
        events.length === 0 ? (
          <Empty icon="activity" {...texts.activity.NONE} />
        ) : (
          <>
            <Days open={open} events={events} />
            {more && (
              <ActionButton
                label={texts.activity.EARLIER}
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
  return activityDays(useApp(), open, events, deviceNow()).map(({ day, title, rows }) => (
    <section key={day} aria-label={title}>
      <h3>{title}</h3>
      <ul class="rows tight">
        {rows.map((row, index) => (
          <Row key={`${row.at}-${index}`} {...row} />
        ))}
      </ul>
    </section>
  ));
}

function Row({ person, actor, sentence, late, at, clock }: ActivityRow) {
  return (
    <li class="row">
      <Avatar name={person.name} color={person.color} />
      <p class="row-text">
        <strong>{actor}</strong> {sentence}
        {late !== undefined && <span class="muted small"> {late}</span>}
      </p>
      <time class="muted small" dateTime={new Date(at).toISOString()}>
        {clock}
      </time>
    </li>
  );
}
