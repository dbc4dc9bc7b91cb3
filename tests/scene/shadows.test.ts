import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { fromAxisAngle } from '../../shared/pose.ts';
import { at, id, instances, put, type Session, session } from './place.ts';

/** Heights (mm) of all shadows, lowest first. */
function heights({ view, stage }: Session): number[] {
  view.update(16);
  return instances(stage.content, /^shadows$/)
    .map(matrix => Math.round(new Vector3().setFromMatrixPosition(matrix).y * 100) * 10)
    .sort((a, b) => a - b);
}

describe('shadows', () => {
  it('[SCENE-9] fall on the floor, or on the highest object below', () => {
    const all = session();
    all.apply(put('table', 'box', at(0, 0.35, 0, [1, 0.7, 1])));
    expect(heights(all)).toEqual([0]);
    all.apply(put('cup', 'cylinder', at(0.2, 0.9, 0.2, [0.1, 0.1, 0.1])));
    expect(heights(all)).toEqual([0, 700]);
    // The table walks away from under the cup.
    all.apply({ type: 'move-object', id: id('table'), placement: at(3, 0.35, 0, [1, 0.7, 1]) });
    expect(heights(all)).toEqual([0, 0]);
    all.apply({ type: 'delete-object', id: id('table') });
    expect(heights(all)).toEqual([0]);
  });

  it('[SCENE-9] fall on something very wide too', () => {
    const all = session();
    all.apply(
      put('stage', 'box', at(0, 0.1, 0, [30, 0.2, 30])),
      put('cup', 'box', at(9, 0.4, 9, [0.1, 0.1, 0.1])),
    );
    expect(heights(all)).toEqual([0, 200]);
  });

  it('[SCENE-9] stay at the base where the real room is seen', () => {
    const all = session();
    all.apply(put('a', 'box', at(0, 1, 0)));
    expect(heights(all)).toEqual([0]);
    all.stage.passthrough = true;
    expect(heights(all)).toEqual([900]);
  });

  it('[SCENE-9] follow the turn of what casts them', () => {
    const all = session();
    const rotation = fromAxisAngle([0, 1, 0], Math.PI / 2);
    all.apply(put('a', 'box', { ...at(0, 0.1, 0, [1, 0.2, 0.1]), rotation }));
    const [shadow] = instances(all.stage.content, /^shadows$/);
    const corner = new Vector3(0.5, 0, 0.5).applyMatrix4(shadow ?? (undefined as never));
    expect(Math.abs(corner.z)).toBeGreaterThan(4 * Math.abs(corner.x));
  });
});
