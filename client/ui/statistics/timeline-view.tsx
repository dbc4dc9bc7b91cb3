import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../../view/index.ts';
import { BAND_TITLES, BANDS, busiest, type Timeline } from '../../view/statistics.ts';
import type { Plot } from './plot.ts';

/** How much happened when: painted, and said in a sentence. */
export function TimelineView({ timeline }: { readonly timeline: Timeline }) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const latest = useRef(timeline);
  const pointed = useSignal<number | undefined>(undefined);
  const isMissing = useSignal(false);
  useEffect(() => {
    let isGone = false;
    const draw = async () => {
      try {
        const { drawPlot } = await import('./plot.ts');
        if (isGone || !host.current) return;
        plot.current = drawPlot(host.current, latest.current, column => {
          pointed.value = column;
        });
      } catch (error) {
        // The part of the app that paints could not be loaded; the numbers are here all the same.
        console.warn(error);
        isMissing.value = true;
      }
    };
    void draw();
    return () => {
      isGone = true;
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, []);
  useEffect(() => {
    latest.current = timeline;
    plot.current?.update(timeline);
  }, [timeline]);
  const top = busiest(timeline);
  const said = top
    ? `Most happened ${texts.numbers.moment(top.time)}: ${texts.numbers.count(top.count, 'event')}.`
    : '';
  return (
    <figure class="plot">
      <div
        ref={host}
        class="plot-canvas"
        role="img"
        aria-label={`Activity over time. ${said}`}
        hidden={isMissing.value}
      />
      {isMissing.value && <p class="muted small">The plot could not be loaded. Reload the app to see it.</p>}
      <figcaption class="plot-caption small">
        <ul class="plot-legend">
          {BANDS.map(band => (
            <li key={band} class={`band-${band}`}>
              {BAND_TITLES[band]}
            </li>
          ))}
        </ul>
        <span class="muted">{pointedWords(timeline, pointed.value) ?? said}</span>
      </figcaption>
    </figure>
  );
}

function pointedWords({ times, counts }: Timeline, column: number | undefined): string | undefined {
  const time = column === undefined ? undefined : times[column];
  if (time === undefined || column === undefined) return undefined;
  const parts = BANDS.map(band => ({ band, n: counts[band][column] ?? 0 })).filter(({ n }) => n > 0);
  const said = parts.map(({ band, n }) => `${BAND_TITLES[band].toLowerCase()} ${n}`).join(', ');
  return `${texts.numbers.moment(time)}: ${said || 'nothing'}`;
}
