import { useEffect, useMemo } from 'preact/hooks';
import { deviceNow, type OpenSession, type Statistics } from '../../model/index.ts';
import { describeStatistics, readTimeline, type StatisticsBars, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Empty } from '../parts/empty.tsx';
import { RemoteView } from '../parts/remote-view.tsx';
import { TimelineView } from './timeline-view.tsx';

/** Shows what happened in numbers, in plots, and in words. */
export function StatisticsPage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  useEffect(() => {
    void service.refresh('statistics');
    void service.refresh('members');
  }, [service]);
  return (
    <RemoteView
      remote={service.statistics.value}
      what={texts.statistics.WHAT}
      onRetry={() => service.refresh('statistics')}
    >
      {statistics =>
        statistics.total_events === 0 ? (
          <Empty icon="chart" {...texts.statistics.NONE} />
        ) : (
          <Counted open={open} statistics={statistics} />
        )
      }
    </RemoteView>
  );
}

interface CountedProps {
  readonly open: OpenSession;
  readonly statistics: Statistics;
}

function Counted({ open, statistics }: CountedProps) {
  const timeline = useMemo(() => readTimeline(statistics), [statistics]);
  const { tiles, last, plots } = describeStatistics(useApp(), open, statistics, deviceNow());
  return (
    <>
      <dl class="statistics-tiles">
        {tiles.map(({ value, term }) => (
          <div key={term} class="statistics-tile">
            <dd>{value}</dd>
            <dt class="muted small">{term}</dt>
          </div>
        ))}
      </dl>
      {last !== undefined && <p class="muted small">{last}</p>}
      <section aria-labelledby="time-title">
        <h3 id="time-title">{texts.statistics.OVER_TIME}</h3>
        {timeline.times.length > 0 ? (
          <TimelineView timeline={timeline} />
        ) : (
          <p class="muted small">{texts.statistics.TOO_LONG_AGO}</p>
        )}
      </section>
      <div class="two-plots">
        {plots.map(plot => (
          <Bars key={plot.title} {...plot} />
        ))}
      </div>
    </>
  );
}

/** A plot that is a list: every bar has its name and number beside it. */
function Bars({ title, none, bars }: StatisticsBars) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {bars.length === 0 && <p class="muted small">{none}</p>}
      <ul class="bars">
        {bars.map(({ key, name, count, share, color }) => (
          <li key={key}>
            <span class="bar-name">{name}</span>
            <span class="bar-number">{count}</span>
            <span class="bar" style={{ '--share': String(share), ...(color ? { '--bar': color } : {}) }} />
          </li>
        ))}
      </ul>
    </section>
  );
}
