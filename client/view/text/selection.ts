import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { DeviceTime } from '../../../shared/time.ts';
import type { SelectedFields } from '../../model/index.ts';
import { ago, count } from './numbers.ts';

/** What is selected: "Box", "3 × Box", "2 objects". */
export function selectionTitle({ count: n, kind, asset }: SelectedFields): string {
  const title =
    bundledModel(asset)?.title ?? (kind === undefined ? undefined : (kindOf(kind)?.title ?? kind));
  if (n === 1) return title ?? 'Object';
  return title ? `${n} × ${title}` : count(n, 'object');
}

/** While several are being selected: how many there are so far. */
export const severalWords = (n: number): string =>
  n === 0 ? 'Press what you want to select' : `${n} selected`;

/** Width, height and depth (m) as people say them: in centimetres below two metres. */
export function sizeWords(size: Vec3): string {
  const isSmall = Math.max(...size) < 2;
  const edges = size.map(edge => (isSmall ? (edge * 100).toFixed(edge < 0.1 ? 1 : 0) : edge.toFixed(2)));
  return `${edges.join(' × ')} ${isSmall ? 'cm' : 'm'}`;
}

/** "by Ana, 3 minutes ago"; "(claimed)" where the document says so and the relay has not confirmed it. */
export function makerWords(
  made: { readonly name: string; readonly at: DeviceTime | undefined; readonly certain: boolean },
  now: DeviceTime,
): string {
  const when = made.at === undefined ? '' : `, ${ago(made.at, now)}`;
  return `by ${made.name}${when}${made.certain ? '' : ' (claimed)'}`;
}

export const BY_SEVERAL = 'by several people';
