import type { Frame } from '../../../shared/frame.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Cursor, GuideState, Marker, SpaceState } from '../../model/index.ts';
import { texts } from '../../view/index.ts';

/** The markers and cursors to draw while a person aligns. */
export interface GuidePicture {
  readonly markers: readonly Marker[];
  readonly cursors: readonly Cursor[];
}

/** The points of a frame, where they are believed to be. */
export const pointMarkers = (frame: Frame | undefined): Marker[] =>
  (frame?.points ?? []).map(({ name, position }) => ({ name, position, look: 'point' }));

/**
 * The points that were touched, the tips that touch, and the points still to touch where this device is
 * aligned to them already.
 */
export function touchMarkers(guide: GuideState, space: SpaceState, tips: readonly Vec3[]): readonly Marker[] {
  if (guide.step !== 'touch' && guide.step !== 'measure') return [];
  const { frame, touched } = guide;
  const isAligned = space.state === 'aligned' && space.frame === frame?.id && space.kept !== 'last';
  return [
    ...(isAligned ? pointMarkers(frame).slice(touched.length) : []),
    ...touched.map(
      (position, i): Marker => ({
        name: frame?.points[i]?.name ?? texts.space.POINT_NAMES[i] ?? '',
        position,
        look: 'touched',
      }),
    ),
    ...tips.map((position): Marker => ({ name: '', position, look: 'tip' })),
  ];
}
