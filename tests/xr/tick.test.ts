import { describe, expect, it } from 'vitest';
import { HeadsetInput } from '../../client/xr/headset-input.ts';
import { SPACE } from './headset-room.ts';

/** What a browser has of a hand that was seen: the rest of WebXR says nothing in this test. */
const NOWHERE = { getPose: () => undefined, getHitTestResults: () => [] } as unknown as XRFrame;
const HOME = { position: [0, 0, 0], rotation: [0, 0, 0, 1] } as const;

type Pulse = (intensity: number, ms: number) => Promise<unknown>;

function headset(...pulses: (Pulse | undefined)[]) {
  const inputSources = pulses.map(pulse => ({
    handedness: 'right',
    targetRayMode: 'tracked-pointer',
    targetRaySpace: SPACE,
    gamepad: { axes: [], hapticActuators: pulse ? [{ pulse }] : [] },
  }));
  const session = Object.assign(new EventTarget(), {
    inputSources,
    requestReferenceSpace: () => Promise.reject(new DOMException('none', 'NotSupportedError')),
  });
  const input = new HeadsetInput(session as unknown as XRSession);
  const located = { getPose: () => ({ transform: { position: {}, orientation: { w: 1 } } }) };
  const frame = { ...NOWHERE, ...located } as unknown as XRFrame;
  return { input, ids: input.read(frame, SPACE, HOME, HOME, 0).pointers.map(({ id }) => id) };
}

describe('a tick', () => {
  it('[XR-17] is felt, short, by the hand that it is for and by no other', () => {
    const felt: number[][] = [[], []];
    const feel = (hand: number): Pulse => {
      return (intensity, ms) => Promise.resolve(felt[hand]?.push(intensity, ms));
    };
    const { input, ids } = headset(feel(0), feel(1));
    input.tick(ids[1] ?? '');
    expect(felt[0]).toEqual([]);
    expect(felt[1]?.[0]).toBeGreaterThan(0);
    expect(felt[1]?.[1]).toBeLessThan(50);
  });

  it('[XR-17] goes nowhere, and nothing fails, where there is nothing to feel it with or it sleeps', async () => {
    const sleeping: Pulse = () => Promise.reject(new DOMException('asleep', 'InvalidStateError'));
    const { input, ids } = headset(undefined, sleeping);
    expect(ids).toHaveLength(2);
    for (const id of [...ids, 'nobody']) input.tick(id);
    await new Promise(resolve => setImmediate(resolve));
  });
});
