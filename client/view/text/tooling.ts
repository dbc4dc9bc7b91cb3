import type { Arrangement, SnapName } from '../../model/index.ts';

/** The helps for placing well, as people read them. */
export const SNAP_WORDS: Record<SnapName, { readonly label: string; readonly detail: string }> = {
  surface: { label: 'Surface', detail: 'Stands or lies along what it is put on; off, it stays upright' },
  upright: { label: 'Upright', detail: 'Nothing in the hand tilts; what lies is still put down lying' },
  grid: { label: 'Grid', detail: 'Steps of 5 cm and 15°' },
  faces: { label: 'Faces', detail: 'Level with its neighbours, or against them' },
};

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
