/**
 * How work grows with size, for tests. Work is counted, not timed: what is looked up in maps and sets, and
 * what is walked through of them and of arrays. A busy machine gives the same answer, and so does a fast one.
 */

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Patched = readonly [object: object, name: string, cost: (self: unknown) => number];

const one = (): number => 1;
const whole = (self: unknown): number => (self as { readonly length: number }).length;

const COUNTED: readonly Patched[] = [
  ...['get', 'has', 'set', 'delete'].map((name): Patched => [Map.prototype, name, one]),
  ...['has', 'add', 'delete'].map((name): Patched => [Set.prototype, name, one]),
  ...['map', 'filter', 'flatMap', 'reduce', 'forEach', 'includes', 'indexOf', 'sort'].map(
    (name): Patched => [Array.prototype, name, whole],
  ),
  // An iteration that stops early counts as far as it went.
  ...[new Map().entries(), new Set().values(), [].values()].map(
    (iterator): Patched => [Object.getPrototypeOf(iterator), 'next', one],
  ),
];

/** How much `work` does. */
function counted(work: () => void): number {
  let count = 0;
  const restore = COUNTED.map(([object, name, cost]) => {
    const original = Reflect.get(object, name) as Method;
    Reflect.set(object, name, function (this: unknown, ...args: unknown[]): unknown {
      count += cost(this);
      return original.apply(this, args);
    });
    return () => Reflect.set(object, name, original);
  });
  try {
    work();
  } finally {
    for (const each of restore) each();
  }
  return count;
}

/** Does `work`, under a name that is the same for every size. */
export type Step = (name: string, work: () => void) => void;

/**
 * Twice the size may be so many times the work: sorting is a little more than linear, and quadratic work is
 * four times as much.
 */
const LINEAR = 2.4;

/** Steps of `run` of which twice the size is much more than twice the work. */
export function steep(run: (n: number, step: Step) => void, n = 400): string[] {
  const measure = (size: number): Map<string, number> => {
    const counts = new Map<string, number>();
    run(size, (name, work) => counts.set(name, counted(work)));
    return counts;
  };
  const few = measure(n);
  const many = measure(2 * n);
  return [...many].flatMap(([name, count]) => {
    // Work that is little at any size may double its little.
    const ratio = count / Math.max(few.get(name) ?? 0, n);
    return ratio > LINEAR ? [`${name}: ${ratio.toFixed(2)} times the work`] : [];
  });
}
