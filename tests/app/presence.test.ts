import { describe, expect, it } from 'vitest';
import type { LiveSession } from '../../client/app/session/session.ts';
import { ownRoom, presenceOf } from '../../client/app/viewport/presence.ts';
import { createModel, type SpaceState, type XrMode } from '../../client/model/index.ts';
import type { ObjectId, UserId } from '../../shared/ids.ts';
import type { Presence } from '../../shared/session/index.ts';
import { instances, session } from '../scene/place.ts';
import { deviceTime } from '../support/builders.ts';
import { frame } from '../tools/frames.ts';

// What of a page is asked for there.
Object.assign(globalThis, {
  document: { visibilityState: 'visible', fonts: { load: () => Promise.resolve([]) } },
  matchMedia: () => ({ matches: false }),
});

type Aligned = Extract<SpaceState, { state: 'aligned' }>;

const alignedTo = (id: string, change: Partial<Aligned> = {}): SpaceState => ({
  state: 'aligned',
  frame: id as ObjectId,
  quality: { by: 'touch', rms: 0.004, at: deviceTime(0) },
  kept: 'visit',
  problem: undefined,
  ...change,
});

/** Somebody who looks through a headset, or at a page where there is no mode. */
function person(mode: XrMode | undefined, space: SpaceState) {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  if (mode) model.xr.value = { state: 'presenting', mode, tracking: 'good', attention: 'here' };
  model.space.value = space;
  return model;
}
type Person = ReturnType<typeof person>;

const tells = (model: Person): Presence =>
  presenceOf(model, { open: { user: 'ben' as UserId } } as LiveSession, frame(0), { held: [] });

/** Whether the first of two sees the second's body drawn. */
function isDrawn(viewer: Person, other: Person): boolean {
  const all = session();
  const { head: _, ...presence } = tells(other);
  const head = { position: [1, 1.6, 0], rotation: [0, 0, 0, 1] } as const;
  all.view.setPeers([{ client: 1, presence: { ...presence, head } }], { here: ownRoom(viewer) });
  for (let i = 0; i < 120; i++) all.view.update(16);
  expect(instances(all.stage.content, /^tag$/), 'a name, in any case').toHaveLength(1);
  return instances(all.stage.content, /^people/).length > 0;
}

const AR = 'immersive-ar';
const VR = 'immersive-vr';

describe('whose body is drawn', () => {
  it('[ROOM-14] nobody’s who is aligned to the same frame, where the room is seen', () => {
    expect(isDrawn(person(AR, alignedTo('desk')), person(AR, alignedTo('desk')))).toBe(false);
    // They are there in the flesh all the same, whatever they see themselves.
    expect(isDrawn(person(AR, alignedTo('desk')), person(VR, alignedTo('desk')))).toBe(false);
  });

  it.each<[string, Person, Person]>([
    ['on a screen', person(undefined, { state: 'off' }), person(AR, alignedTo('desk'))],
    ['in VR', person(VR, alignedTo('desk')), person(AR, alignedTo('desk'))],
    ['with another frame', person(AR, alignedTo('door')), person(AR, alignedTo('desk'))],
    ['of one with another frame', person(AR, alignedTo('desk')), person(AR, alignedTo('door'))],
    ['of one at a screen', person(AR, alignedTo('desk')), person(undefined, { state: 'off' })],
    [
      'not aligned',
      person(AR, { state: 'unaligned', problem: undefined }),
      person(AR, { state: 'unaligned', problem: undefined }),
    ],
    [
      'without any frame',
      person(AR, alignedTo('desk', { frame: undefined })),
      person(AR, alignedTo('desk', { frame: undefined })),
    ],
    [
      'by the last place, which nothing confirms',
      person(AR, alignedTo('desk', { kept: 'last' })),
      person(AR, alignedTo('desk')),
    ],
    [
      'of one who has lost the place',
      person(AR, alignedTo('desk')),
      person(AR, alignedTo('desk', { kept: 'last' })),
    ],
  ])('[ROOM-14] everybody’s %s', (_, viewer, other) => {
    expect(isDrawn(viewer, other)).toBe(true);
  });

  it('[ROOM-14] what others are told names the frame while it is known, and how the person is here', () => {
    expect(tells(person(AR, alignedTo('desk')))).toMatchObject({ device: 'headset', frame: 'desk' });
    expect(tells(person(AR, alignedTo('desk', { kept: 'last' })))).not.toHaveProperty('frame');
    expect(tells(person(undefined, { state: 'off' }))).toMatchObject({ device: 'screen' });
  });

  it('[ROOM-14] follows who loses the place, or leaves AR', () => {
    const anna = person(AR, alignedTo('desk'));
    expect(ownRoom(anna)).toBe('desk');
    anna.space.value = alignedTo('desk', { kept: 'last' });
    expect(ownRoom(anna)).toBeUndefined();
    anna.space.value = alignedTo('desk');
    anna.xr.value = { state: 'available', mode: AR };
    expect(ownRoom(anna)).toBeUndefined();
  });
});
