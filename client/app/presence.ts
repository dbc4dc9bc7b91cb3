import type { HeldObject, Presence } from '../../shared/session/index.ts';
import type { InputFrame, Model } from '../model/index.ts';
import type { LiveSession } from './session.ts';

/** What the others should see of this person right now. */
export function presenceOf(
  model: Model,
  session: LiveSession,
  input: InputFrame | undefined,
  held: readonly HeldObject[],
): Presence {
  const xr = model.xr.peek();
  const { name, color } = model.profile.peek();
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
    ...(input ? { head: input.head } : {}),
    ...(left ? { left } : {}),
    ...(right ? { right } : {}),
    held,
  };
}
