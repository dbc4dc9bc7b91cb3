import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { DeviceTime } from '../../../shared/time.ts';
import { BANDS, type Timeline, texts } from '../../view/index.ts';
import { mixColors } from '../colors.ts';
import { countRange, stacked, timeRange } from './scales.ts';

/** Loaded only when the page is opened: nothing else draws plots. */

export interface Plot {
  update(timeline: Timeline): void;
  destroy(): void;
}

const HEIGHT_PX = 200;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Whole minutes at least: two labels of the same time would say nothing. */
const TIME_STEPS_MS = [1, 2, 5, 10, 30, 60, 180, 360, 720]
  .map(minutes => minutes * MINUTE_MS)
  .concat([1, 2, 5, 10, 30, 90, 365].map(days => days * DAY_MS));
const FONT = '12px "Inter Variable", system-ui, sans-serif';

/** The look is in CSS variables; a plot is painted, so it has to ask. */
const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** In the order of `stacked`: the highest bar is the farthest back. */
const FILLS = [
  () => token('--muted'),
  () => mixColors(token('--accent'), token('--surface'), 0.5),
  () => token('--accent'),
] as const;

/** Draws into `host` and follows its width. `onPoint` hears which column is pointed at. */
export function drawPlot(
  host: HTMLElement,
  timeline: Timeline,
  onPoint: (column: number | undefined) => void,
): Plot {
  const { bars } = uPlot.paths;
  let latest = timeline;
  const axis: uPlot.Axis = {
    stroke: () => token('--muted'),
    font: FONT,
    grid: { stroke: () => token('--line'), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: Math.max(1, host.clientWidth),
    height: HEIGHT_PX,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: true, range: () => timeRange(latest) },
      y: { range: (_, __, max: number | null) => countRange(max) },
    },
    axes: [
      {
        ...axis,
        size: 32,
        incrs: TIME_STEPS_MS,
        grid: { show: false },
        values: (_, splits, __, ___, increment) =>
          splits.map(at =>
            increment >= DAY_MS ? texts.numbers.dayAndMonth(at) : texts.numbers.clock(at as DeviceTime),
          ),
      },
      {
        ...axis,
        size: 36,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000],
      },
    ],
    series: [
      {},
      ...FILLS.map((fill, index) => ({
        label: BANDS[BANDS.length - 1 - index] ?? '',
        fill,
        ...(bars ? { paths: bars({ size: [0.8, 48], radius: 0.15, gap: 1 }) } : {}),
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [plot => onPoint(plot.cursor.idx ?? undefined)] },
  };
  const data = (next: Timeline): uPlot.AlignedData => [[...next.times], ...stacked(next)];
  const plot = new uPlot(options, data(timeline), host);
  const size = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: HEIGHT_PX });
  });
  size.observe(host);
  const light = matchMedia('(prefers-color-scheme: light)');
  const repaint = (): void => plot.redraw(false, true);
  light.addEventListener('change', repaint);
  return {
    update: next => {
      latest = next;
      plot.setData(data(next));
    },
    destroy: () => {
      size.disconnect();
      light.removeEventListener('change', repaint);
      plot.destroy();
    },
  };
}
