import { Scene, type WebGLRenderer } from 'three';
import { describe, expect, it, vi } from 'vitest';
import { Occlusion } from '../../client/xr/occlusion.ts';

const renderer = {} as WebGLRenderer;
const session = { depthUsage: 'cpu-optimized' } as unknown as XRSession;
const view = {} as XRView;

describe('the depth of the room', () => {
  it('[XR-14] that is granted and then not given costs no frame: it is said once, and not asked for again', () => {
    const log = vi.spyOn(console, 'warn').mockReturnValue();
    const refused = vi.fn();
    const scene = new Scene();
    const occlusion = new Occlusion(renderer, scene, session, refused);
    const ask = vi.fn(() => {
      throw new DOMException('no depth here', 'InvalidStateError');
    });
    const frame = { session, getDepthInformation: ask } as unknown as XRFrame;
    for (let i = 0; i < 3; i++) occlusion.update(frame, view, true);
    expect([ask.mock.calls.length, refused.mock.calls.length, scene.children.length]).toEqual([1, 1, 0]);
    occlusion.close();
    log.mockRestore();
  });
});
