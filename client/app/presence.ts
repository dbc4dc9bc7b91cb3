import type { ObjectId } from '../../shared/ids.ts';
import type { HeldObject, Presence } from '../../shared/session/index.ts';
import type { InputFrame, Model, SpaceState } from '../model/index.ts';
import type { LiveSession } from './session.ts';

/** The frame that this device is known to be aligned to. */
const frameOf = (space: SpaceState): ObjectId | undefined =>
  space.state === 'aligned' && space.kept !== 'last' ? space.frame : undefined;

/** The frame whose people this person sees through the glass, in their own bodies. Asked in an effect, it follows. */
export function ownRoom(model: Model): ObjectId | undefined {
  const xr = model.xr.value;
  const frame = frameOf(model.space.value);
  return xr.state === 'presenting' && xr.mode === 'immersive-ar' ? frame : undefined;
}

/** What the others should see of this person right now. */
export function presenceOf(
  model: Model,
  session: LiveSession,
  input: InputFrame | undefined,
  held: readonly HeldObject[],
): Presence {
  const xr = model.xr.peek();
  const { name, color } = model.profile.peek();
  const frame = frameOf(model.space.peek());
  const inHeadset = xr.state === 'presenting';
  const away = document.visibilityState === 'hidden' || (inHeadset && xr.attention === 'away');
  const hand = (side: 'left' | 'right') => input?.pointers.find(each => each.hand === side)?.grip;
  const left = hand('left');
  const right = hand('right');
  return {
    user: session.open.user,
    name,
    color,
    device: inHeadset ? 'headset' : matchMedia('(pointer: coarse)').matches ? 'phone' : 'screen',
    attention: away ? 'away' : 'here',
    ...(frame === undefined ? {} : { frame }),
    ...(input ? { head: input.head } : {}),
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
    held,
  };
}
