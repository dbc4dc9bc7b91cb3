import { useEffect, useMemo } from 'preact/hooks';
import { kindOf } from '../../../shared/kinds/index.ts';
import type { Statistics as Counted, OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { personOf, texts } from '../../view/index.ts';
import { largest, readTimeline, type Share, total } from '../../view/statistics.ts';
import { useApp } from '../app-context.ts';
import { Empty } from '../parts/empty.tsx';
import { RemoteView } from '../parts/remote-view.tsx';
import { TimelineView } from './timeline-view.tsx';

/** What happened in numbers, in plots, and in words. */
export function StatisticsPage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  useEffect(() => {
    void service.refresh('statistics');
    void service.refresh('members');
  }, [service]);
  return (
    <RemoteView
      remote={service.statistics.value}
      what="the numbers"
      onRetry={() => service.refresh('statistics')}
    >
      {analytics =>
        analytics.total_events === 0 ? (
          <Empty
            icon="chart"
            title="Nothing to count yet"
            detail="Place something or let somebody in: it is counted here, also what was done offline."
          />
        ) : (
          <Numbers open={open} analytics={analytics} />
        )
      }
    </RemoteView>
  );
}

const NUMBER = new Intl.NumberFormat('en');
const SHOWN = 8;

interface NumbersProps {
  readonly open: OpenSession;
  readonly analytics: Counted;
}

function Numbers({ open, analytics }: NumbersProps) {
  const app = useApp();
  const timeline = useMemo(() => readTimeline(analytics), [analytics]);
  const last = analytics.last_activity;
  const people = Object.fromEntries(analytics.people.map(({ user_id, counts }) => [user_id, total(counts)]));
  return (
    <>
      <dl class="tiles-of-numbers">
        <Tile term="things happened" value={NUMBER.format(analytics.total_events)} />
        <Tile term="objects placed" value={NUMBER.format(analytics.event_counts['object.created'] ?? 0)} />
        <Tile term="people at once, at most" value={NUMBER.format(analytics.participants_peak)} />
        <Tile term="from first to last" value={texts.device.lasting(analytics.duration)} />
      </dl>
      {last !== null && <p class="muted small">Last activity {texts.numbers.ago(last, deviceNow())}.</p>}
      <section aria-labelledby="time-title">
        <h3 id="time-title">Over time</h3>
        {timeline.times.length > 0 ? (
          <TimelineView timeline={timeline} />
        ) : (
          <p class="muted small">It was too long ago to be told by time.</p>
        )}
      </section>
      <div class="two-plots">
        <Bars
          title="By person"
          none="Nobody has done anything yet."
          shares={largest(people, SHOWN)}
          nameOf={user => {
            const who = personOf(app, open, user);
            return { name: who.isMe ? 'You' : who.name, color: who.color };
          }}
        />
        <Bars
          title="Objects by kind"
          none="Nothing has been placed yet."
          shares={largest(analytics.kinds, SHOWN)}
          nameOf={kind => ({ name: kindOf(kind)?.title ?? kind, color: undefined })}
        />
      </div>
    </>
  );
}

function Tile({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div class="number-tile">
      <dd>{value}</dd>
      <dt class="muted small">{term}</dt>
    </div>
  );
}

interface BarsProps {
  readonly title: string;
  readonly none: string;
  readonly shares: readonly Share[];
  readonly nameOf: (key: string) => { readonly name: string; readonly color: string | undefined };
}

/** A plot that is a list: every bar has its name and number beside it. */
function Bars({ title, none, shares, nameOf }: BarsProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {shares.length === 0 && <p class="muted small">{none}</p>}
      <ul class="bars">
        {shares.map(({ key, count, share }) => {
          const { name, color } = key === '' ? { name: 'All others', color: undefined } : nameOf(key);
          return (
            <li key={key}>
              <span class="bar-name">{name}</span>
              <span class="bar-number">{NUMBER.format(count)}</span>
              <span class="bar" style={{ '--share': String(share), ...(color ? { '--bar': color } : {}) }} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
