import { describe, expect, it } from 'vitest';
import { FRAME, type FrameContext, runFrame } from '../../client/app/frame.ts';
import { createModel, type InputFrame, type ToolOutput } from '../../client/model/index.ts';
import { HEAD } from '../tools/frames.ts';

const OUTPUT: ToolOutput = {
  batches: [],
  selection: undefined,
  held: [],
  preview: undefined,
  cursors: [],
  lines: [],
  measure: undefined,
  ticks: [],
  hasSnapped: false,
  aims: [],
  pings: [],
};
const INPUT: InputFrame = { time: 0, head: HEAD, pointers: [] };

/** Everything that takes part in a frame, as a list of what was called on it. */
function recorded({ isOpen = true, isInAr = false } = {}) {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  if (isInAr)
    model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
  const calls: string[] = [];
  const of = (name: string, answers: Record<string, unknown> = {}): object =>
    new Proxy(answers, {
      get: (_, key: string) =>
        key in answers && typeof answers[key] !== 'function'
          ? answers[key]
          : (...args: unknown[]) => {
              calls.push(`${name}.${key}`);
              const answer = answers[key];
              return typeof answer === 'function' ? answer(...args) : undefined;
            },
    });
  const sent: (InputFrame | undefined)[] = [];
  const staged = of('staged', {
    session: { open: { peers: { peek: () => [] } } },
    world: {},
    drag: { held: [] },
    view: of('view', { simpler: 0 }),
    gizmo: of('gizmo'),
    tools: of('tools', { update: () => OUTPUT }),
  });
  const viewport = of('viewport', {
    input: undefined,
    aim: undefined,
    simplified: { value: 0 },
    staged: isOpen ? staged : undefined,
    display: { xr: of('xr', { input: () => INPUT }) },
    screen: of('screen', { read: () => INPUT }),
    camera: of('camera'),
    markers: of('markers'),
    sendPresence: (_: unknown, input: InputFrame | undefined) => sent.push(input),
  });
  const context = {
    model,
    viewport,
    panel: of('panel', { update: (input: InputFrame) => input }),
    guide: of('guide'),
    followAndPing: of('pings', { view: () => undefined }),
    soundEffects: of('sounds'),
  } as unknown as FrameContext;
  return {
    model,
    calls,
    sent,
    run: () => runFrame(context, { time: 0, dt: 11, frame: isInAr ? ({} as XRFrame) : undefined }),
  };
}

describe('a frame', () => {
  it('[APP-60] reads input first, then moves the camera, lets the tools work, and shows what came of it', () => {
    const { calls, run } = recorded();
    run();
    expect(calls).toEqual([
      'screen.read',
      'pings.view',
      'camera.follow',
      'camera.update',
      'pings.markOffscreen',
      'view.setShown',
      'markers.set',
      'tools.update',
      'staged.write',
      'view.setTools',
      'view.setLive',
      'pings.own',
      'viewport.sendPresence',
      'view.update',
      'gizmo.sync',
    ]);
    expect(new Set(FRAME.map(({ name }) => name)).size).toBe(FRAME.length);
  });

  it('[APP-60] moves the camera also while no session is open, and does no more', () => {
    const { calls, run } = recorded({ isOpen: false });
    run();
    expect(calls).toEqual([
      'screen.read',
      'pings.view',
      'camera.follow',
      'camera.update',
      'pings.markOffscreen',
    ]);
  });

  it('[APP-61] lets the tools go, and shows the others no head, while nobody knows where the session is', () => {
    const { model, calls, sent, run } = recorded({ isInAr: true });
    run();
    expect(calls).toContain('staged.cancelTools');
    expect(calls).not.toContain('tools.update');
    expect(sent).toEqual([undefined]);
    model.space.value = {
      state: 'aligned',
      frame: undefined,
      quality: { by: 'start', rms: undefined, at: 0 as never },
      kept: 'visit',
      problem: undefined,
    };
    run();
    expect(calls).toContain('tools.update');
    expect(calls.indexOf('panel.update')).toBeLessThan(calls.indexOf('guide.update'));
    expect(sent.at(-1)).toBe(INPUT);
  });
});
