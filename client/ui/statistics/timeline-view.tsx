import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { BANDS, busiestWords, columnWords, type Timeline, texts } from '../../view/index.ts';
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
  const busiest = busiestWords(timeline);
  return (
    <figure class="plot">
      <div
        ref={host}
        class="plot-canvas"
        role="img"
        aria-label={texts.statistics.plotLabel(busiest)}
        hidden={isMissing.value}
      />
      {isMissing.value && <p class="muted small">{texts.statistics.NO_PLOT}</p>}
      <figcaption class="plot-caption small">
        <ul class="plot-legend">
          {BANDS.map(band => (
            <li key={band} class={`band-${band}`}>
              {texts.statistics.BANDS[band]}
            </li>
          ))}
        </ul>
        <span class="muted">{columnWords(timeline, pointed.value) ?? busiest}</span>
      </figcaption>
    </figure>
  );
}
