import { effect, untracked } from '@preact/signals-core';
import { add, rotate, scaleBy, type Vec3 } from '../../../shared/pose.ts';
import type { Ping } from '../../../shared/session/index.ts';
import type { Actions, Model, OffscreenPing, OpenSession, Peer } from '../../model/index.ts';
import type { CameraView } from '../../scene/index.ts';
import { deviceOf, texts } from '../../view/index.ts';
import type { Notices } from '../notices.ts';
import type { Eyes } from './eyes.ts';
import { PingTracker } from './pings.ts';

export type FollowAndPingActions = Pick<Actions, 'ping' | 'callOthers' | 'follow' | 'stopFollowing'>;

/** Actions between people: showing where to look, asking others to come, following. */
export interface FollowAndPing {
  readonly actions: FollowAndPingActions;
  /** Asks everybody to look at a place of session space; at most once every `LIMITS.pingEveryMs`. */
  look(at: Vec3): void;
  /** This person's own ping, while it is shown. */
  own(): Ping | undefined;
  /** Marks the pings that the picture does not show; `beyond` says where. Call once per frame. */
  markOffscreen(beyond: (at: Vec3) => Pick<OffscreenPing, 'at' | 'angle'> | undefined): void;
  /** The view that this screen's camera follows; undefined where it follows nobody that can be seen. */
  view(): CameraView | undefined;
  close(): void;
}

export interface FollowAndPingOptions {
  readonly model: Model;
  readonly notices: Notices;
  /** Undefined where nothing can be drawn. */
  readonly eyes: Eyes | undefined;
}

const openIn = (state: Model['session']['value']): OpenSession | undefined =>
  state.state === 'open' ? state.open : undefined;

export function createFollowAndPing({ model, notices, eyes }: FollowAndPingOptions): FollowAndPing {
  const pings = new PingTracker(model);
  const session = (): OpenSession | undefined => openIn(model.session.peek());
  const isPresenting = (): boolean => model.xr.peek().state === 'presenting';
  const stopFollowing = (): void => {
    model.following.value = undefined;
  };
  const invitations = new Invitations(notices, user => {
    const view = viewWith(session(), user);
    if (!view) return;
    stopFollowing();
    eyes?.goTo(view);
  });

  function send(asks: Ping['asks'], at: Vec3): void {
    if (session()) pings.send(asks, at);
  }

  function receive(peer: Peer): void {
    const ping = pings.receive(peer);
    // A person with a headset on is never moved: they see the beam.
    if (ping?.asks === 'come' && !isPresenting()) invitations.show(peer.presence);
  }

  function clear(): void {
    pings.clear();
    invitations.dismiss();
    stopFollowing();
  }

  let open: OpenSession | undefined;
  const stops = [
    effect(() => {
      const next = openIn(model.session.value);
      if (next !== open) untracked(clear);
      open = next;
      const peers = next?.peers.value ?? [];
      untracked(() => {
        for (const peer of peers) receive(peer);
      });
    }),
    effect(() => {
      // A headset's view is its wearer's own.
      if (model.xr.value.state !== 'presenting') return;
      stopFollowing();
      untracked(() => invitations.dismiss());
    }),
  ];

  return {
    look: at => send('look', at),
    own: () => pings.own,
    markOffscreen: beyond => pings.markOffscreen(beyond),
    view: () => {
      const following = model.following.peek();
      return following && viewWith(session(), following.user);
    },
    actions: {
      ping: () => {
        const at = eyes?.pointed();
        if (at) send('look', at);
      },
      callOthers: () => {
        const head = eyes?.head();
        if (!head) return;
        const [x, y, z] = head.position;
        send('come', [x, Math.max(0, y - STANDING_M), z]);
      },
      follow: user => {
        const device = deviceOf(session()?.peers.peek() ?? [], user);
        if (device && !isPresenting()) model.following.value = { user, name: device.presence.name };
      },
      stopFollowing,
    },
    close: () => {
      for (const stop of stops) stop();
      clear();
    },
  };
}

/** Notices that offer to go where somebody is who asks everybody to come. */
class Invitations {
  readonly #notices: Notices;
  readonly #goTo: (user: string) => void;
  /** When each was last shown (ms), by the notice's id. */
  readonly #shown = new Map<string, number>();

  constructor(notices: Notices, goTo: (user: string) => void) {
    this.#notices = notices;
    this.#goTo = goTo;
  }

  show({ user, name }: Peer['presence']): void {
    const id = `come/${user}`;
    const now = performance.now();
    // Throttled: a person who has dismissed one is not pestered with the next.
    if (now - (this.#shown.get(id) ?? Number.NEGATIVE_INFINITY) < INVITATION_EVERY_MS) return;
    this.#shown.set(id, now);
    const run = (): void => {
      this.#notices.dismiss(id);
      this.#goTo(user);
    };
    const { ACTIONS, invitation } = texts.notices;
    this.#notices.show({
      id,
      tone: 'info',
      ...invitation(name),
      actions: [{ label: ACTIONS.goThere, run }],
    });
  }

  dismiss(): void {
    for (const id of this.#shown.keys()) this.#notices.dismiss(id);
    this.#shown.clear();
  }
}

/** The same person's invitations are at least this far (ms) apart; their beam is seen all the same. */
const INVITATION_EVERY_MS = 10_000;
/** Eyes are this high (m) over what a person stands on. */
const STANDING_M = 1.5;
/**
 * Behind a head, above it, and looking lower than it does (m), so that the hands are seen too; somebody at a
 * screen has none.
 */
const BESIDE = {
  headset: { back: 1.3, up: 0.55, down: 0.4 },
  phone: { back: 0, up: 0, down: 0 },
  screen: { back: 0, up: 0, down: 0 },
} as const;
/** The assumed distance (m) from a followed person's eyes to the point that they look at. */
const AHEAD_M = 2;
/** A screen's camera never looks up: its eye stays this much (m) above what it looks at. */
const ABOVE_M = 0.02;

/** From behind somebody, or through their screen; undefined while nobody knows where their eyes are. */
function viewWith(open: OpenSession | undefined, user: string): CameraView | undefined {
  const presence = deviceOf(open?.peers.peek() ?? [], user)?.presence;
  if (!presence?.head) return undefined;
  const { position, rotation } = presence.head;
  const { back, up, down } = BESIDE[presence.device];
  const forward = rotate(rotation, [0, 0, -1]);
  const eye = add(position, [-forward[0] * back, up, -forward[2] * back]);
  const [x, y, z] = add(position, scaleBy(forward, AHEAD_M));
  return { eye, target: [x, Math.min(y - down, eye[1] - ABOVE_M), z] };
}
