import type { ObjectId, UserId } from '../../shared/ids.ts';
import { BUNDLED_MODELS, KINDS } from '../../shared/kinds/index.ts';
import type { Quat, Vec3 } from '../../shared/pose.ts';
import type { Intent } from '../../shared/session/index.ts';
import { encodeStroke } from '../../shared/stroke.ts';

export const USER = 'u'.repeat(43) as UserId;

/** Assets that `crowd` places, which its page makes: five pictures, and a model that somebody brought. */
export const PICTURES = ['a', 'b', 'c', 'd', 'e'].map(letter => letter.repeat(64));
export const BROUGHT = 'f'.repeat(64);

const PRIMITIVES = ['box', 'sphere', 'cylinder', 'cone', 'torus', 'plane', 'arrow'];
/** Of every twenty objects; every label, note and line is one of its own. */
const SHARES = [
  ...Array.from({ length: 9 }, () => 'primitive'),
  ...Array.from({ length: 4 }, () => 'label'),
  ...Array.from({ length: 2 }, () => 'note'),
  ...Array.from({ length: 2 }, () => 'stroke'),
  'bundled',
  'brought',
  'image',
];
const COLORS = ['#4cc2ff', '#ffb454', '#5bd68a', '#e85d75', '#b48cff', '#f2e85c'];

const pick = <T>(list: readonly T[], i: number): T => list[i % list.length] as T;

/**
 * `count` objects of every kind, as people would have placed them, in rows before a headset that looks along
 * -Z.
 */
export function crowd(count: number): Intent[] {
  return Array.from({ length: count }, (_, i): Intent => {
    const what = pick(SHARES, i);
    const turn = Math.floor(i / SHARES.length);
    const color = pick(COLORS, turn);
    const [across, row] = [i % 50, Math.floor(i / 50)];
    const position: Vec3 = [(across - 24.5) * 0.11, 0.3 + (row % 10) * 0.24, -3 - Math.floor(row / 10) * 0.6];
    const place = (kind: string, scale: Vec3, fields: object): Intent => ({
      type: 'place-object',
      id: `crowd-${i}` as ObjectId,
      kind,
      placement: { parent: null, position, rotation: [0, 0, 0, 1] satisfies Quat, scale },
      fields,
    });
    if (what === 'primitive') return place(pick(PRIMITIVES, i), [0.09, 0.09, 0.09], { color });
    if (what === 'label') return place('label', [0.16, 0.04, 0.01], { text: `Label ${i}`, color });
    if (what === 'note')
      return place('note', [0.14, 0.14, 0.01], { text: `Note ${i}: mind the step`, color });
    if (what === 'image') return place('image', [0.16, 0.12, 0.02], { asset: pick(PICTURES, turn) });
    if (what === 'brought') return place('model', [0.12, 0.12, 0.12], { asset: BROUGHT });
    if (what === 'bundled') {
      const { asset, size } = pick(BUNDLED_MODELS, turn);
      return place('model', size.map(edge => edge * 0.25) as unknown as Vec3, { asset, color });
    }
    const line = Array.from({ length: 24 }, (_, k): Vec3 => {
      const angle = k / 2.5 + i;
      return [0.05 * Math.cos(angle), k / 240, 0.05 * Math.sin(angle)];
    });
    const stroke = encodeStroke(line);
    if (!stroke) return place('box', KINDS.box.size, {});
    return place('stroke', stroke.size, { points: stroke.points, width: 0.006, color });
  });
}
