import { type Alignment, compose, fromAlignment, invert, toAlignment } from '../../shared/pose.ts';
import type { SharedPlace } from '../../shared/session/index.ts';
import type { Told } from '../model/index.ts';
import { deviceNow } from '../model/index.ts';
import { type Holding, isFirstHand } from './alignment-state.ts';
import { type AlignmentTarget, HOME } from './alignment-target.ts';
import { readSource } from './frame-source.ts';
import { ifGranted } from './optional.ts';

/** Not in the types of WebXR: an experiment of Quest browsers, spelled so. */
interface XRSharedReferenceSpace extends XRReferenceSpace {
  readonly UUId?: unknown;
}

/** The result of following somebody's alignment. */
export interface Followed {
  readonly holding: Extract<Holding, { way: 'shared' }>;
  /** From session space to the floor. */
  readonly alignment: Alignment;
  /** Whether it differs from the frame before. */
  readonly isNews: boolean;
}

/**
 * The space that a headset shares with others in the same room, where the browser has such a thing and gave
 * it. Its name and its origin change once it has found those others (`reset`), so both are asked for in every
 * frame.
 */
export class SharedSpace {
  #space: XRSharedReferenceSpace | undefined;

  constructor(session: XRSession) {
    if (!session.enabledFeatures?.includes('shared')) return;
    const asked = session.requestReferenceSpace('shared' as XRReferenceSpaceType);
    void ifGranted<XRSharedReferenceSpace>(asked).then(space => {
      this.#space = space;
    });
  }

  /**
   * Returns what to send to others of a session that stands at `alignment`, if it is known at first hand.
   * Inside the frame's callback.
   */
  word(
    holding: Holding | undefined,
    target: AlignmentTarget | undefined,
    alignment: Alignment,
    frame: XRFrame,
    floor: XRReferenceSpace,
  ): SharedPlace | undefined {
    if (!holding || !isFirstHand(holding, target)) return undefined;
    const space = this.#name();
    // From `floor` to the shared space, as of a source that stands at the origin.
    const stands = this.#space && readSource({ space: this.#space, at: HOME }, frame, floor);
    if (space === undefined || !stands) return undefined;
    return { space, at: toAlignment(compose(invert(fromAlignment(alignment)), fromAlignment(stands))) };
  }

  /**
   * Returns the alignment that somebody in the same space sends; undefined while nobody there knows, or
   * the space cannot be seen.
   */
  follow(
    now: Holding,
    target: AlignmentTarget | undefined,
    frame: XRFrame,
    floor: XRReferenceSpace,
  ): Followed | undefined {
    const before = now.way === 'shared' ? now : undefined;
    const heard = this.#hear(target?.told.peek() ?? [], before?.heard);
    const alignment = heard && this.#space && readSource({ space: this.#space, at: heard.at }, frame, floor);
    if (!heard || !alignment) return undefined;
    const isNews = before?.heard.client !== heard.client || before.heard.frame !== heard.frame;
    return { holding: { way: 'shared', heard, at: before?.at ?? deviceNow() }, alignment, isNews };
  }

  /**
   * The peer that was followed before stays the one, so that nothing moves to and fro; also after they have
   * left, while the space is the same.
   */
  #hear(told: readonly Told[], before: Told | undefined): Told | undefined {
    const name = this.#name();
    if (name === undefined) return undefined;
    const here = told.filter(({ space }) => space === name);
    return (
      here.find(({ client }) => client === before?.client) ??
      here[0] ??
      (before?.space === name ? before : undefined)
    );
  }

  #name(): string | undefined {
    const name = this.#space?.UUId;
    return typeof name === 'string' && name !== '' ? name : undefined;
  }
}
