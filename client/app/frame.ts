import type { InputFrame, Model, ToolOutput } from '../model/index.ts';
import type { FrameInfo } from '../scene/index.ts';
import type { AlignmentGuide } from './space/alignment-guide.ts';
import type { GuidePicture } from './space/guide-markers.ts';
import type { FollowAndPing } from './viewport/follow-and-ping.ts';
import type { HeadsetPanel } from './viewport/headset-panel.ts';
import { type Doing, heldBy } from './viewport/presence.ts';
import type { SoundEffects } from './viewport/sound-effects.ts';
import type { StagedSession } from './viewport/staged-session.ts';
import type { Viewport } from './viewport/viewport.ts';

/** The parts of the app that take part in a frame. */
export interface FrameContext {
  readonly model: Model;
  readonly viewport: Viewport;
  readonly panel: HeadsetPanel;
  readonly guide: AlignmentGuide;
  readonly followAndPing: FollowAndPing;
  readonly soundEffects: SoundEffects;
}

/** One frame under way: what its steps hand on to those after them. */
export interface Turn {
  readonly info: FrameInfo;
  readonly isPresenting: boolean;
  /** The person's input, without what a panel has captured. */
  input: InputFrame | undefined;
  /** False while nobody knows where the session is: nothing of it is shown, and nothing can be done to it. */
  isPlaced: boolean;
  /** The guide to draw for a person who aligns; the tools rest then. */
  guide: GuidePicture | undefined;
  /** The actions of this person that the others see. */
  doing: Doing;
}

export interface Step {
  readonly name: string;
  run(context: FrameContext, turn: Turn): void;
}

/** A step that is left out while no session is on the stage. */
const staged = (
  name: string,
  run: (context: FrameContext, turn: Turn, staged: StagedSession) => void,
): Step => ({
  name,
  run: (context, turn) => {
    const { staged } = context.viewport;
    if (staged) run(context, turn, staged);
  },
});

/** The steps of a frame, in order. */
export const FRAME: readonly Step[] = [
  { name: 'read-input', run: readInput },
  { name: 'move-camera', run: moveCamera },
  { name: 'mark-pings-at-the-edge', run: markPings },
  staged('align', align),
  staged('use-tools', useTools),
  staged('show-what-is-held', (_, { doing }, { session, view }) =>
    view.setLive(doing.held, heldBy(session.open.peers.peek())),
  ),
  staged('send-presence', sendPresence),
  staged('update-view', updateView),
  staged('update-handles', (_, { isPresenting }, { gizmo }) => {
    if (!isPresenting) gizmo.sync();
  }),
];

export function runFrame(context: FrameContext, info: FrameInfo): void {
  const isPresenting = context.model.xr.peek().state === 'presenting';
  const held = context.viewport.staged?.drag.held ?? [];
  const turn: Turn = {
    info,
    isPresenting,
    input: undefined,
    isPlaced: !isPresenting,
    guide: undefined,
    doing: { held },
  };
  for (const step of FRAME) step.run(context, turn);
}

function readInput({ viewport, panel }: FrameContext, turn: Turn): void {
  const { frame, time, dt } = turn.info;
  const { screen, display } = viewport;
  if (turn.isPresenting && frame) {
    const input = display.xr.input(frame, time);
    turn.input = input && panel.update(input, dt);
  } else turn.input = screen.read(time);
  viewport.input = turn.input;
}

function moveCamera({ viewport, followAndPing }: FrameContext, turn: Turn): void {
  viewport.camera.follow(followAndPing.view());
  if (!turn.isPresenting) viewport.camera.update(turn.info.dt);
}

function markPings({ viewport, followAndPing }: FrameContext, turn: Turn): void {
  followAndPing.markOffscreen(at => (turn.isPresenting ? undefined : viewport.camera.beyond(at)));
}

function align({ model, viewport, guide }: FrameContext, turn: Turn, { view }: StagedSession): void {
  if (turn.isPresenting && turn.input) turn.guide = guide.update(turn.input, turn.info.dt);
  turn.isPlaced = !turn.isPresenting || model.space.peek().state === 'aligned';
  view.setShown(turn.isPlaced || model.guide.peek().step === 'carry');
  viewport.markers.set(turn.guide?.markers ?? []);
}

function useTools(context: FrameContext, turn: Turn, staged: StagedSession): void {
  const { viewport } = context;
  const { tools, drag, view } = staged;
  viewport.aim = undefined;
  if (!turn.input || !turn.isPlaced || turn.guide) {
    staged.cancelTools();
    const cursors = turn.guide?.cursors ?? [];
    view.setTools({ preview: undefined, cursors, lines: [], measure: undefined });
    return;
  }
  const out = tools.update(turn.input, staged.world);
  carryOut(context, staged, out);
  turn.doing = { held: [...drag.held, ...out.held], aims: out.aims };
  viewport.aim = out.aims[0]?.to ?? out.cursors.find(({ style }) => style === 'surface')?.to;
  const cursors = turn.isPresenting ? out.cursors : out.cursors.filter(({ style }) => style !== 'idle');
  view.setTools({ ...out, cursors });
}

function carryOut(context: FrameContext, staged: StagedSession, out: ToolOutput): void {
  staged.write(out.batches);
  if (out.selection) staged.session.editing.select(out.selection);
  for (const pointer of out.ticks) context.viewport.display.xr.tick(pointer);
  if (out.hasSnapped) context.soundEffects.snapped();
  for (const at of out.pings) context.followAndPing.look(at);
}

function sendPresence({ viewport, followAndPing }: FrameContext, turn: Turn): void {
  const ping = followAndPing.own();
  const doing = ping ? { ...turn.doing, ping } : turn.doing;
  viewport.sendPresence(doing, turn.isPlaced ? turn.input : undefined);
}

function updateView({ viewport }: FrameContext, turn: Turn, { view }: StagedSession): void {
  view.update(turn.info.dt, turn.isPresenting ? turn.input?.head : undefined);
  viewport.simplified.value = view.simpler;
}
