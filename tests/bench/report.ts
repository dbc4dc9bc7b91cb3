import { format, median } from './numbers.ts';

export interface BenchOptions {
  readonly rounds: number;
  /** Empty, on the disk that holds temporary files, removed afterwards. */
  readonly folder: string;
  /** Where CPU profiles of servers go; undefined makes none. */
  readonly profile: string | undefined;
}

export interface Row {
  readonly measure: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
}

export interface BenchResult {
  readonly rows: readonly Row[];
  /** What the reader must know to read the numbers. */
  readonly notes: readonly string[];
  /** Every number of every round, for those who want more than medians. */
  readonly raw: unknown;
}

export interface Bench {
  /** As given on the command line. */
  readonly name: string;
  readonly title: string;
  /** What ours is compared with. */
  readonly reference: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

/** One round: both sides under the same load, one right after the other. */
export interface Round<T> {
  readonly ours: T;
  readonly reference: T;
}

/**
 * Runs both sides in turn; the one that starts changes with each round, so that a machine that slows down
 * slows both.
 */
export async function interleave<T>(
  rounds: number,
  ours: (round: number) => Promise<T>,
  reference: (round: number) => Promise<T>,
): Promise<Round<T>[]> {
  const results: Round<T>[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await reference(round);
      results.push({ reference: first, ours: await ours(round) });
    } else {
      const first = await ours(round);
      results.push({ ours: first, reference: await reference(round) });
    }
  }
  return results;
}

/**
 * The medians of one measure over all rounds. The ratio is the median of the rounds' ratios, not the ratio of
 * the medians.
 */
export function row<T>(measure: string, rounds: readonly Round<T>[], pick: (side: T) => number): Row {
  return {
    measure,
    ours: median(rounds.map(({ ours }) => pick(ours))),
    reference: median(rounds.map(({ reference }) => pick(reference))),
    ratio: median(rounds.map(({ ours, reference }) => pick(ours) / pick(reference))),
  };
}

export const exactRow = (measure: string, ours: number, reference: number): Row => ({
  measure,
  ours,
  reference,
  ratio: ours / reference,
});

export function renderResult(bench: Bench, { rows, notes }: BenchResult): string {
  const table = [
    ['', 'ours', 'reference', 'ratio'],
    ...rows.map(each => [each.measure, format(each.ours), format(each.reference), `${format(each.ratio)} x`]),
  ];
  const widths = [0, 1, 2, 3].map(column => Math.max(...table.map(line => (line[column] ?? '').length)));
  const lines = table.map(line =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return [
    `${bench.name}: ${bench.title}`,
    `  reference: ${bench.reference}`,
    ...lines.map(line => `  ${line}`),
    ...notes.map(note => `  ${note}`),
    '',
  ].join('\n');
}
