import { effect, untracked } from '@preact/signals-core';
import { LIMITS } from '../../../shared/limits.ts';
import { add, type Pose, rotate, scaleBy, type Vec3 } from '../../../shared/pose.ts';
import type { Ping } from '../../../shared/session/index.ts';
import type { Actions, Model, OffscreenPing, OpenSession, Peer, SeenPing } from '../../model/index.ts';
import type { CameraView } from '../../scene/index.ts';
import { deviceOf } from '../../view/index.ts';
import type { Notices } from '../notices.ts';

export type FollowAndPingActions = Pick<Actions, 'ping' | 'callOthers' | 'follow' | 'stopFollowing'>;

/** What people do about each other: show where to look, ask to come, go along. */
export interface FollowAndPing {
  readonly actions: FollowAndPingActions;
  /** Asks everybody to look at a place of session space; not oftener than `LIMITS.pingEveryMs`. */
  look(at: Vec3): void;
  /** This person's own ping, while it is shown. */
  own(): Ping | undefined;
  /** Marks the pings that the picture does not show; `beyond` says where. Call once per frame. */
  seek(beyond: (at: Vec3) => Pick<OffscreenPing, 'at' | 'angle'> | undefined): void;
  /**
   * Where this screen's camera goes along to; undefined while it follows nobody, or who is followed cannot be
   * seen.
   */
  view(): CameraView | undefined;
  close(): void;
}

/** What of the viewport this needs. */
export interface Eyes {
  /** This person's head, session space. */
  head(): Pose | undefined;
  /** What is pointed at, or else the middle of what is seen. */
  pointed(): Vec3 | undefined;
  goTo(view: CameraView): void;
}

export interface FollowAndPingOptions {
  readonly model: Model;
  readonly notices: Notices;
  /** Undefined where nothing can be drawn. */
  eyes(): Eyes | undefined;
}

/** What was heard of one device's pings. */
interface Heard {
  readonly n: number;
  readonly at: number;
}

export function createFollowAndPing({ model, notices, eyes }: FollowAndPingOptions): FollowAndPing {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let heard = new Map<number, Heard>();
  let mine: (Ping & { readonly since: number }) | undefined;
  let count = 0;
  /** When each was made last. */
  const offers = new Map<string, number>();

  const session = (): OpenSession | undefined => {
    const state = model.session.peek();
    return state.state === 'open' ? state.open : undefined;
  };
  const isPresenting = (): boolean => model.xr.peek().state === 'presenting';
  const later = (run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, LIMITS.pingMs);
    timers.add(timer);
  };

  function show(ping: SeenPing): void {
    model.pings.value = [...model.pings.peek(), ping];
    later(() => {
      model.pings.value = model.pings.peek().filter(({ key }) => key !== ping.key);
    });
  }

  function say(asks: Ping['asks'], at: Vec3): void {
    const since = performance.now();
    if (!session() || (mine && since - mine.since < LIMITS.pingEveryMs)) return;
    count += 1;
    mine = { n: count, asks, at, since };
    const { name, color } = model.profile.peek();
    show({ key: `mine/${count}`, asks, at, name, color, isMine: true });
  }

  function offer({ user, name }: Peer['presence']): void {
    const id = `come/${user}`;
    const at = performance.now();
    // Who has put an offer away is not pestered with it.
    if (at - (offers.get(id) ?? Number.NEGATIVE_INFINITY) < OFFER_EVERY_MS) return;
    offers.set(id, at);
    notices.say({
      id,
      tone: 'info',
      title: `${name} asks you to come`,
      detail: 'You would see the session from where they are. Nothing is changed by it.',
      actions: [
        {
          label: 'Go there',
          run: () => {
            notices.dismiss(id);
            const view = viewWith(session(), user);
            if (!view) return;
            model.following.value = undefined;
            eyes()?.goTo(view);
          },
        },
      ],
    });
  }

  function hear({ client, presence }: Peer): void {
    const { ping, name, color } = presence;
    const before = heard.get(client);
    if (!ping || before?.n === ping.n) return;
    const at = performance.now();
    heard.set(client, { n: ping.n, at });
    // Devices keep a pace; one that does not is not listened to. The network may bring two a little nearer
    // together.
    if (before && at - before.at < LIMITS.pingEveryMs / 2) return;
    show({ key: `${client}/${ping.n}`, asks: ping.asks, at: ping.at, name, color, isMine: false });
    // Nobody with a headset on is moved about: they see the beam.
    if (ping.asks === 'come' && !isPresenting()) offer(presence);
  }

  function takeOffersBack(): void {
    for (const id of offers.keys()) notices.dismiss(id);
    offers.clear();
  }

  function forget(): void {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    takeOffersBack();
    heard = new Map();
    mine = undefined;
    model.pings.value = [];
    model.beyond.value = [];
    model.following.value = undefined;
  }

  let open: OpenSession | undefined;
  const stops = [
    effect(() => {
      const state = model.session.value;
      const next = state.state === 'open' ? state.open : undefined;
      if (next !== open) untracked(forget);
      open = next;
      const peers = next?.peers.value ?? [];
      untracked(() => {
        for (const peer of peers) hear(peer);
      });
    }),
    effect(() => {
      // A headset's view is its wearer's own.
      if (model.xr.value.state !== 'presenting') return;
      model.following.value = undefined;
      untracked(takeOffersBack);
    }),
  ];

  return {
    look: at => say('look', at),
    own: () => {
      if (!mine || performance.now() - mine.since > LIMITS.pingMs) return undefined;
      const { n, asks, at } = mine;
      return { n, asks, at };
    },
    seek: beyond => {
      const pings = model.pings.peek();
      const before = model.beyond.peek();
      if (pings.length + before.length === 0) return;
      const next = pings.flatMap(({ key, name, color, at }): OffscreenPing[] => {
        const edge = beyond(at);
        return edge ? [{ key, name, color, at: edge.at, angle: edge.angle }] : [];
      });
      if (JSON.stringify(next) !== JSON.stringify(before)) model.beyond.value = next;
    },
    view: () => {
      const following = model.following.peek();
      return following && viewWith(session(), following.user);
    },
    actions: {
      ping: () => {
        const at = eyes()?.pointed();
        if (at) say('look', at);
      },
      callOthers: () => {
        const head = eyes()?.head();
        if (head)
          say('come', [head.position[0], Math.max(0, head.position[1] - STANDING_M), head.position[2]]);
      },
      follow: user => {
        const device = deviceOf(session()?.peers.peek() ?? [], user);
        if (device && !isPresenting()) model.following.value = { user, name: device.presence.name };
      },
      stopFollowing: () => {
        model.following.value = undefined;
      },
    },
    close: () => {
      for (const stop of stops) stop();
      forget();
    },
  };
}

/** The same person's offers are at least this far (ms) apart; their beam is seen all the same. */
const OFFER_EVERY_MS = 10_000;
/** Eyes are this high (m) over what a person stands on. */
const STANDING_M = 1.5;
/**
 * Behind a head, above it, and looking lower than it does (m), so that the hands are seen too; who looks
 * through a screen has none.
 */
const BESIDE = {
  headset: { back: 1.3, up: 0.55, down: 0.4 },
  phone: { back: 0, up: 0, down: 0 },
  screen: { back: 0, up: 0, down: 0 },
} as const;
/** What a followed person looks at is taken to be this far (m) before their eyes. */
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
