import { effect, type ReadonlySignal, untracked } from '@preact/signals-core';
import type { Intent } from '../../../shared/session/index.ts';
import type { Model, OpenSession } from '../../model/index.ts';
import type { SoundName } from '../../sounds/index.ts';

/** The parts of an open session that make sounds. */
export interface Audible {
  readonly open: Pick<OpenSession, 'peers' | 'link' | 'user'>;
  /** The last intents of this person. */
  readonly editing: { readonly done: ReadonlySignal<readonly Intent[]> };
}

export interface SoundEffectsOptions {
  readonly model: Pick<Model, 'preferences' | 'pings'>;
  readonly session: ReadonlySignal<Audible | undefined>;
  play(name: SoundName): void;
  /** ms */
  now?(): number;
}

/** Somebody who is met within this time (ms) after the relay was reached was there before. */
const INTRODUCTIONS_MS = 2_000;

/** Plays sounds for what happens in the open session, where the person wants sounds. */
export class SoundEffects {
  readonly #options: SoundEffectsOptions;

  constructor(options: SoundEffectsOptions) {
    this.#options = options;
    let stops: readonly (() => void)[] = [];
    effect(() => {
      const session = options.session.value;
      untracked(() => {
        for (const stop of stops) stop();
        stops = session
          ? [this.#onDone(session.editing.done), this.#onPings(), this.#onArrivals(session.open)]
          : [];
      });
    });
  }

  snapped(): void {
    this.#play('snap');
  }

  #play(name: SoundName): void {
    if (this.#options.model.preferences.peek().sounds) this.#options.play(name);
  }

  /** Plays the sounds of new edits; earlier ones make none. Returns a stop function. */
  #onDone(done: Audible['editing']['done']): () => void {
    let last = done.peek();
    return effect(() => {
      const types = new Set(done.value === last ? [] : done.value.map(({ type }) => type));
      last = done.value;
      if (types.has('place-object')) this.#play('place');
      else if (types.has('delete-object')) this.#play('delete');
    });
  }

  #onPings(): () => void {
    const { pings } = this.#options.model;
    let played = new Set(pings.peek().map(({ key }) => key));
    return effect(() => {
      const keys = pings.value.map(({ key }) => key);
      const isNew = keys.some(key => !played.has(key));
      played = new Set(keys);
      if (isNew) this.#play('ping');
    });
  }

  /** People, not connections: somebody's second tab, or their reconnection, is nobody new. */
  #onArrivals({ peers, link, user }: Audible['open']): () => void {
    const { now = () => performance.now() } = this.#options;
    const known = new Set<string>([user]);
    let live: number | undefined;
    return effect(() => {
      if (link.value.state === 'live') live ??= now();
      const arrived = peers.value.map(({ presence }) => presence.user).filter(each => !known.has(each));
      for (const each of arrived) known.add(each);
      if (arrived.length > 0 && live !== undefined && now() - live > INTRODUCTIONS_MS) this.#play('joined');
    });
  }
}
