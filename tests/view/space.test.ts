import { describe, expect, it } from 'vitest';
import { createModel, type GuideState, measureProblem, type SpaceState } from '../../client/model/index.ts';
import { deletedFrameWords, describeAlignment } from '../../client/view/index.ts';
import { describeGuide, describeSpace } from '../../client/view/space.ts';
import { framePose } from '../../shared/frame.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { openSession, TABLE } from '../ui/preview/base.ts';

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;
const aligned = (change: Partial<Extract<SpaceState, { state: 'aligned' }>> = {}): SpaceState => ({
  state: 'aligned',
  frame: 'desk' as ObjectId,
  quality: { by: 'touch', rms: 0.0061, at: deviceTime(NOW - 5 * MINUTE) },
  kept: 'anchor',
  problem: undefined,
  ...change,
});

describe('the alignment in words', () => {
  it.each<[SpaceState, string, RegExp, string]>([
    [aligned(), 'Aligned · 0.6 cm off', /touching.*5 minutes ago.*comes back/, 'relay'],
    [aligned({ kept: 'visit' }), 'Aligned · 0.6 cm off', /until you leave AR/, 'relay'],
    [
      aligned({ quality: { by: 'touch', rms: undefined, at: deviceTime(NOW) } }),
      'Aligned',
      /just now/,
      'relay',
    ],
    [
      aligned({ quality: { by: 'hand', rms: undefined, at: deviceTime(NOW) } }),
      'Put down by hand',
      /by hand/,
      'waiting',
    ],
    [aligned({ kept: 'last', frame: undefined }), 'Where it was last', /Nothing confirms/, 'waiting'],
    [
      aligned({ frame: undefined, quality: { by: 'start', rms: undefined, at: deviceTime(0) } }),
      'Placed where you entered AR',
      /Not aligned/,
      'device',
    ],
    [
      aligned({ problem: { code: 'anchor/full' } }),
      'Aligned · 0.6 cm off',
      /no room for another anchor/,
      'waiting',
    ],
    [
      aligned({ kept: 'visit', problem: { code: 'anchor/none' } }),
      'Aligned · 0.6 cm off',
      /keeps no anchors/,
      'relay',
    ],
    [
      aligned({ frame: undefined, kept: 'visit', problem: { code: 'align/gone' } }),
      'Aligned to points that are gone',
      /^Aligned, 5 minutes ago. These reference points were deleted/,
      'waiting',
    ],
    [
      aligned({ problem: { code: 'align/changed' } }),
      'Aligned · 0.6 cm off',
      /have changed.*again/,
      'waiting',
    ],
    [
      aligned({ kept: 'visit', quality: { by: 'shared', rms: undefined, at: deviceTime(NOW) } }),
      'Aligned like a headset beside you',
      /same room is, just now. Touching .* more exact. It holds until you leave AR/,
      'device',
    ],
    [{ state: 'looking' }, 'Looking for the room', /Look around slowly/, 'busy'],
    [{ state: 'unaligned', problem: undefined }, 'Not aligned', /Touch them/, 'waiting'],
    [{ state: 'unaligned', problem: { code: 'anchor/lost' } }, 'Not aligned', /no longer knows/, 'waiting'],
    [{ state: 'off' }, 'Not in AR', /Enter AR/, 'device'],
  ])('[ROOM-16] %j', (state, text, detail, tone) => {
    const words = describeSpace(state, deviceTime(NOW));
    expect(words.text).toBe(text);
    expect(words.detail).toMatch(detail);
    expect(words.tone).toBe(tone);
  });

  it.each<[SpaceState, string]>([
    [aligned(), 'Touch · 0.6 cm · 5 min'],
    [aligned({ quality: { by: 'touch', rms: undefined, at: deviceTime(NOW) } }), 'Touch · now'],
    [
      aligned({ quality: { by: 'hand', rms: undefined, at: deviceTime(NOW - 200 * MINUTE) } }),
      'By hand · 3 h',
    ],
    [
      aligned({ quality: { by: 'shared', rms: undefined, at: deviceTime(NOW - 3000 * MINUTE) } }),
      'As beside you · 2 d',
    ],
    [aligned({ problem: { code: 'anchor/full' } }), 'Touch · 0.6 cm · 5 min'],
    [aligned({ problem: { code: 'align/changed' } }), 'Points moved · 5 min'],
    [aligned({ frame: undefined, problem: { code: 'align/gone' } }), 'Points gone · 5 min'],
    [aligned({ kept: 'last', problem: { code: 'align/moved' } }), 'Place lost'],
    [aligned({ kept: 'last' }), 'Where it was last'],
    [aligned({ quality: { by: 'start', rms: undefined, at: deviceTime(0) } }), 'Where you entered AR'],
    [{ state: 'unaligned', problem: undefined }, 'Not aligned'],
    [{ state: 'looking' }, 'Looking for the room'],
  ])('[ROOM-16] at a glance: %j is “%s”', (state, brief) => {
    expect(describeSpace(state, deviceTime(NOW)).brief).toBe(brief);
  });

  it('[ROOM-16] each step of aligning names what to touch, and says what went wrong', () => {
    const points = [
      { name: 'Sink', position: [0, 0, 0] as const },
      { name: 'Door', position: [2, 0, 0] as const },
    ];
    const frame = { id: 'f' as ObjectId, name: 'Kitchen', points, pose: framePose([]) };
    const step = (touched: number, known: boolean) =>
      describeGuide({
        step: 'touch',
        frame: known ? frame : undefined,
        touched: Array.from({ length: touched }, () => [0, 0, 0] as const),
        problem: touched === 1 ? { code: 'align/mismatch' } : undefined,
      });
    expect(step(0, true)).toMatchObject({ title: 'Touch “Sink”', problem: undefined, canFinish: false });
    expect(step(1, true)).toMatchObject({ title: 'Touch “Door”' });
    expect(step(1, true).problem).toMatch(/do not match/);
    expect(step(0, false)).toMatchObject({ title: 'Touch a first corner', canFinish: false });
    expect(step(2, false)).toMatchObject({ canFinish: true });
    expect(describeGuide({ step: 'carry', frame: undefined }).canFinish).toBe(true);
    const again = describeGuide({ step: 'measure', frame, touched: [[0, 0, 0]], problem: undefined });
    expect(again).toMatchObject({ title: 'Touch “Door”', canFinish: false });
    expect(again.detail).toMatch(/Measuring Kitchen again: 2 of 2/);
  });

  it.each<[SpaceState, string | undefined]>([
    [aligned(), undefined],
    [aligned({ kept: 'visit' }), undefined],
    [aligned({ quality: { by: 'hand', rms: undefined, at: deviceTime(NOW) } }), undefined],
    [aligned({ problem: { code: 'anchor/none' } }), undefined],
    [aligned({ frame: undefined, problem: { code: 'align/gone' } }), undefined],
    [aligned({ frame: undefined }), 'align/unsure'],
    [aligned({ kept: 'last' }), 'align/unsure'],
    [aligned({ quality: { by: 'start', rms: undefined, at: deviceTime(0) } }), 'align/unsure'],
    [
      aligned({ kept: 'visit', quality: { by: 'shared', rms: undefined, at: deviceTime(NOW) } }),
      'align/unsure',
    ],
    [aligned({ problem: { code: 'align/changed' } }), 'align/unsure'],
    [{ state: 'looking' }, 'align/unsure'],
    [{ state: 'unaligned', problem: undefined }, 'align/unsure'],
    [{ state: 'off' }, 'align/not-in-ar'],
  ])('[ROOM-18] points are measured by who knows where the session is: %j', (state, code) => {
    expect(measureProblem(state)?.code).toBe(code);
  });

  const model = (space: SpaceState, guide: GuideState = { step: 'off' }) => {
    const all = createModel({ name: 'Ana', color: '#4cc2ff' });
    all.space.value = space;
    all.guide.value = guide;
    return all;
  };

  it('[VIEW-43] a step comes before the state, and what went wrong before what to do', () => {
    const now = deviceTime(NOW);
    expect(describeAlignment(model(aligned()), now)).toMatchObject({ title: 'Aligned · 0.6 cm off' });
    const wrong = { step: 'touch', frame: TABLE, touched: [], problem: { code: 'align/mismatch' } } as const;
    expect(describeAlignment(model(aligned(), wrong), now)).toMatchObject({
      title: 'Touch “Table, left corner”',
      detail: expect.stringMatching(/do not match/),
      tone: 'waiting',
    });
  });

  it('[VIEW-44] deleted points are said with the way back, and not while something keeps them', () => {
    expect(deletedFrameWords(openSession({ frames: [TABLE] }), TABLE)).toBeUndefined();
    expect(deletedFrameWords(openSession({}), TABLE)).toMatch(/“Kitchen table” is deleted.* Undo/);
  });
});
