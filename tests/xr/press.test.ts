import { describe, expect, it } from 'vitest';
import { PressTrack } from '../../client/xr/press.ts';

const tell = (track: PressTrack, n: number): string[] => Array.from({ length: n }, () => track.next());

describe('a press, told by the frame', () => {
  it('[XR-9] one that is shorter than a frame is still pressed and released', () => {
    const track = new PressTrack();
    track.start();
    track.end();
    expect(tell(track, 3)).toEqual(['pressed', 'released', 'idle']);
  });

  it('[XR-9] two within one frame are both told', () => {
    const track = new PressTrack();
    for (let i = 0; i < 2; i++) {
      track.start();
      track.end();
    }
    expect(tell(track, 5)).toEqual(['pressed', 'released', 'pressed', 'released', 'idle']);
  });

  it('[XR-9] a hand that leaves in the middle of a press takes it back, also before it was told', () => {
    const held = new PressTrack();
    held.start();
    expect(tell(held, 2)).toEqual(['pressed', 'held']);
    held.leave();
    expect(tell(held, 2)).toEqual(['cancelled', 'idle']);
    const quick = new PressTrack();
    quick.start();
    quick.leave();
    expect(tell(quick, 3)).toEqual(['pressed', 'cancelled', 'idle']);
  });

  it('[XR-9] a hand that leaves after a whole press has pressed, and is busy until that is told', () => {
    const track = new PressTrack();
    track.start();
    track.end();
    track.leave();
    expect(track.isBusy).toBe(true);
    expect(tell(track, 2)).toEqual(['pressed', 'released']);
    expect(track.isBusy).toBe(false);
  });

  it('[XR-9] events that make no sense are not told', () => {
    const track = new PressTrack();
    track.end();
    track.leave();
    track.cancel();
    expect(tell(track, 2)).toEqual(['idle', 'idle']);
    track.start();
    track.start();
    expect(tell(track, 3)).toEqual(['pressed', 'held', 'held']);
    track.cancel();
    expect(tell(track, 2)).toEqual(['cancelled', 'idle']);
  });
});
