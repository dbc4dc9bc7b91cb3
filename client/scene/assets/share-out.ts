/** A model that is drawn, and how often. */
export interface Use {
  readonly asset: string;
  readonly count: number;
  /** Of one, as it is drawn from near. */
  readonly triangles: number;
}

/** Each level has a quarter of the triangles of the one before it. */
const STEP = 4;
const MOST = 3;
/** Fewer than this show no shape any more. */
const FEWEST = 150;

export const trianglesAt = (triangles: number, level: number): number =>
  Math.floor(triangles / STEP ** level);

const mayGoTo = (triangles: number, level: number): boolean =>
  level <= MOST && trianglesAt(triangles, level) >= FEWEST;

/**
 * The level at which each model is drawn so that all of them together keep to `budget` triangles, as far as
 * they can: whatever comes to most is made simpler first. 0 is the model itself. The same for the same uses,
 * whatever their order, so that all devices agree.
 */
export function shareOut(uses: readonly Use[], budget: number): ReadonlyMap<string, number> {
  const levels = new Map(uses.map(({ asset }) => [asset, 0]));
  const levelOf = ({ asset }: Use): number => levels.get(asset) ?? 0;
  const total = (use: Use): number => use.count * trianglesAt(use.triangles, levelOf(use));
  const ordered = [...uses].sort((a, b) => (a.asset < b.asset ? -1 : 1));
  let sum = ordered.reduce((all, use) => all + total(use), 0);
  while (sum > budget) {
    const able = ordered.filter(use => mayGoTo(use.triangles, levelOf(use) + 1));
    const [first] = able;
    if (!first) break;
    const heaviest = able.reduce((most, use) => (total(use) > total(most) ? use : most), first);
    sum -= total(heaviest);
    levels.set(heaviest.asset, levelOf(heaviest) + 1);
    sum += total(heaviest);
  }
  return levels;
}
