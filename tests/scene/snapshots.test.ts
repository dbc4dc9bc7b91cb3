import { afterEach, describe, expect, it, vi } from 'vitest';
import { Snapshots } from '../../client/scene/stage/snapshots.ts';

const reported = vi.fn();
const canvas = {} as HTMLCanvasElement;

afterEach(() => {
  vi.unstubAllGlobals();
  reported.mockClear();
});

describe('pictures of the next frame', () => {
  it('[SCENE-19] one frame answers all who wait, and takes none where nobody does', async () => {
    const snapshots = new Snapshots();
    const take = vi.fn(() => canvas);
    snapshots.answer(take);
    expect(take).not.toHaveBeenCalled();
    const asked = [snapshots.ask(), snapshots.ask()];
    snapshots.answer(take);
    snapshots.answer(take);
    expect(await Promise.all(asked)).toEqual([canvas, canvas]);
    expect(take).toHaveBeenCalledTimes(1);
  });

  it('[SCENE-19] one that cannot be taken is said to whoever asked; the frame goes on, and the next one does not try again', async () => {
    vi.stubGlobal('reportError', reported);
    const snapshots = new Snapshots();
    const asked = snapshots.ask();
    const broken = new Error('out of memory');
    const take = vi.fn((): HTMLCanvasElement => {
      throw broken;
    });
    snapshots.answer(take);
    expect(await asked).toBeUndefined();
    expect(reported).toHaveBeenCalledWith(broken);
    snapshots.answer(take);
    expect(take).toHaveBeenCalledTimes(1);
  });
});
