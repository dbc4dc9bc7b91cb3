import type { Arrangement } from '../model/index.ts';

/** One way of bringing what is selected into order, as people read it. */
export interface NamedArrangement {
  readonly label: string;
  readonly how: Arrangement;
  /** The fewest that it takes. */
  readonly least: number;
}

export const ARRANGEMENTS: readonly NamedArrangement[] = [
  { label: 'Align left', how: { arrange: 'align', axis: 'x', to: 'low' }, least: 2 },
  { label: 'Align right', how: { arrange: 'align', axis: 'x', to: 'high' }, least: 2 },
  { label: 'Align tops', how: { arrange: 'align', axis: 'y', to: 'high' }, least: 2 },
  { label: 'Align bottoms', how: { arrange: 'align', axis: 'y', to: 'low' }, least: 2 },
  { label: 'Align fronts', how: { arrange: 'align', axis: 'z', to: 'high' }, least: 2 },
  { label: 'Align middles, across', how: { arrange: 'align', axis: 'x', to: 'middle' }, least: 2 },
  { label: 'Align middles, in depth', how: { arrange: 'align', axis: 'z', to: 'middle' }, least: 2 },
  { label: 'Space evenly, across', how: { arrange: 'distribute', axis: 'x' }, least: 3 },
  { label: 'Space evenly, in depth', how: { arrange: 'distribute', axis: 'z' }, least: 3 },
  { label: 'Space evenly, upwards', how: { arrange: 'distribute', axis: 'y' }, least: 3 },
  { label: 'Group: the first carries the others', how: { arrange: 'group' }, least: 2 },
  { label: 'Ungroup', how: { arrange: 'ungroup' }, least: 1 },
];
