import type { SnapName } from '../../model/index.ts';

/** The helps for placing well, as people read them. */
export const SNAP_WORDS: Record<SnapName, { readonly label: string; readonly detail: string }> = {
  surface: { label: 'Surface', detail: 'Stands or lies along what it is put on; off, it stays upright' },
  upright: { label: 'Upright', detail: 'Nothing in the hand tilts; what lies is still put down lying' },
  grid: { label: 'Grid', detail: 'Steps of 5 cm and 15°' },
  faces: { label: 'Faces', detail: 'Level with its neighbours, or against them' },
};
