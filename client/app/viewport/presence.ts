import { computed } from '@preact/signals-core';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Presence, SharedPlace } from '../../../shared/session/index.ts';
import type { InputFrame, Model, Peer, SpaceState, Told } from '../../model/index.ts';
import type { PeerHold } from '../../scene/index.ts';
import type { AlignmentTarget } from '../../xr/index.ts';
import type { LiveSession } from '../session/session.ts';

/** The frame that this device is known to be aligned to. */
const frameOf = (space: SpaceState): ObjectId | undefined =>
  space.state === 'aligned' && space.kept !== 'last' ? space.frame : undefined;

/**
 * The frame whose people this person sees through the glass, in their own bodies. Reads signals: an effect
 * that asks for it subscribes to them.
 */
export function ownRoom(model: Model): ObjectId | undefined {
  const xr = model.xr.value;
  const frame = frameOf(model.space.value);
  return xr.state === 'presenting' && xr.mode === 'immersive-ar' ? frame : undefined;
}

/** Where peers place the session, in spaces that their headsets share with those around them. */
const sharedPlacesOf = (peers: readonly Peer[]): readonly Told[] =>
  peers.flatMap(({ client, presence: { shared, frame } }) =>
    shared && frame !== undefined ? [{ ...shared, client, frame }] : [],
  );

/** The session as alignment sees it. */
export const siteOf = ({
  id,
  open: { name, frames, peers },
}: Pick<LiveSession, 'id' | 'open'>): AlignmentTarget => ({
  session: id,
  name,
  frames,
  told: computed(() => sharedPlacesOf(peers.value)),
});

/** The objects that peers hold, each in its holder's colour. */
export const heldBy = (peers: readonly Peer[]): readonly PeerHold[] =>
  peers.flatMap(({ presence: { held, color } }) => held.map(each => ({ ...each, color })));

/** The actions of a person that peers see. */
export type Doing = Pick<Presence, 'held' | 'aims' | 'ping'>;

/** This person's presence right now. */
export function presenceOf(
  model: Model,
  session: LiveSession,
  input: InputFrame | undefined,
  doing: Doing,
  shared?: SharedPlace,
): Presence {
  const xr = model.xr.peek();
  const { name, color } = model.profile.peek();
  const frame = frameOf(model.space.peek());
  const inHeadset = xr.state === 'presenting';
  const onPage = document.visibilityState === 'hidden' ? 'away' : 'here';
  const hand = (side: 'left' | 'right') => input?.pointers.find(each => each.hand === side)?.grip;
  const left = hand('left');
  const right = hand('right');
  return {
    user: session.open.user,
    name,
    color,
    device: inHeadset ? 'headset' : matchMedia('(pointer: coarse)').matches ? 'phone' : 'screen',
    attention: inHeadset ? xr.attention : onPage,
    ...(frame === undefined ? {} : { frame, ...(shared ? { shared } : {}) }),
    ...(input ? { head: input.head } : {}),
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
    ...doing,
  };
}
