import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { Intent } from '../../../shared/session/index.ts';
import type { Model, OpenSession } from '../../model/index.ts';
import type { SoundName } from '../../sounds/index.ts';

/** What of an open session can be heard. */
export interface Audible {
  readonly open: Pick<OpenSession, 'peers' | 'link' | 'user'>;
  /** What this person did last. */
  readonly editing: { readonly done: ReadonlySignal<readonly Intent[]> };
}

/** Plays what happens in the open session, for who wants sounds. */
export interface SoundEffects {
  /** Follows this session, and the one before no more. */
  follow(session: Audible | undefined): void;
  snapped(): void;
}

/** Who is heard of within this time (ms) after the relay was reached was there before. */
const INTRODUCTIONS_MS = 2_000;

export function createSoundEffects(
  model: Pick<Model, 'preferences' | 'pings'>,
  play: (name: SoundName) => void,
  now: () => number = () => performance.now(),
): SoundEffects {
  let stop: (() => void)[] = [];
  const sound = (name: SoundName): void => {
    if (model.preferences.peek().sounds) play(name);
  };

  /** What was done before is heard no more. */
  function hearDeeds(done: Audible['editing']['done']): () => void {
    let last = done.peek();
    return effect(() => {
      const types = new Set(done.value === last ? [] : done.value.map(({ type }) => type));
      last = done.value;
      if (types.has('place-object')) sound('place');
      else if (types.has('delete-object')) sound('delete');
    });
  }

  function hearPings(): () => void {
    let heard = new Set(model.pings.peek().map(({ key }) => key));
    return effect(() => {
      const keys = model.pings.value.map(({ key }) => key);
      const isNew = keys.some(key => !heard.has(key));
      heard = new Set(keys);
      if (isNew) sound('ping');
    });
  }

  /** People, not connections: a second tab of somebody, or their reconnection, is nobody new. */
  function hearArrivals({ peers, link, user }: Audible['open']): () => void {
    const known = new Set<string>([user]);
    let live: number | undefined;
    return effect(() => {
      if (link.value.state === 'live') live ??= now();
      const arrived = peers.value.map(({ presence }) => presence.user).filter(user => !known.has(user));
      for (const user of arrived) known.add(user);
      if (arrived.length > 0 && live !== undefined && now() - live > INTRODUCTIONS_MS) sound('joined');
    });
  }

  return {
    follow: session => {
      for (const each of stop) each();
      stop = session ? [hearDeeds(session.editing.done), hearPings(), hearArrivals(session.open)] : [];
    },
    snapped: () => sound('snap'),
  };
}
