import { effect } from '@preact/signals-core';
import * as Y from 'yjs';
import type { LiveSession } from '../../client/app/session/session.ts';
import { AlignmentGuide } from '../../client/app/space/alignment-guide.ts';
import { openStoredAlignments } from '../../client/app/space/stored-alignments.ts';
import { siteOf } from '../../client/app/viewport/presence.ts';
import type { Pointer } from '../../client/model/index.ts';
import { fromAlignment, invert, type Pose, transform, type Vec3 } from '../../shared/pose.ts';
import { onCleanup } from '../support/cleanup.ts';
import { freePort } from '../support/relay-process.ts';
import { HEAD, pointer } from '../tools/frames.ts';
import { inRoom, Room as Surroundings, start } from '../xr/headset-room.ts';
import { begin, openApp } from './device.ts';

export const CORNERS: readonly Vec3[] = [
  [0, 0.7, 0],
  [2, 0.7, 0],
];

/**
 * Somebody with a headset whose origin is at `origin` in the real room; all points here are the real room's.
 */
export async function headset(origin: Pose, met?: LiveSession) {
  const app = await openApp(`http://127.0.0.1:${await freePort()}`);
  const session = await begin(app, 'Kitchen');
  if (met) copy(met, session);
  const places = await openStoredAlignments(app.disk, app.model.places, app.notices);
  const around = new Surroundings();
  const site = siteOf(session);
  const { aligner, content, turn } = start(around, places, site);
  onCleanup(
    effect(() => {
      app.model.space.value = aligner.state.value;
    }),
  );
  const room = new AlignmentGuide({
    model: app.model,
    notices: app.notices,
    alignments: places,
    session: () => app.lifecycle.session.peek(),
    xr: { aligner: () => aligner, tick: () => undefined },
    prefer: change => {
      app.model.preferences.value = { ...app.model.preferences.peek(), ...change };
    },
  });
  const sees = (at: Vec3): Vec3 => {
    const intoSession = invert({
      position: content.position.toArray(),
      rotation: content.quaternion.toArray(),
    });
    return transform(intoSession, transform(invert(origin), at));
  };
  const frame = async (at: Vec3, select: Pointer['select']) => {
    await turn();
    const tip = sees(at);
    const picture = room.update({ time: 0, head: HEAD, pointers: [pointer({ tip, select })] }, 11);
    return picture;
  };
  return {
    app,
    session,
    aligner,
    room,
    turn,
    guide: () => app.model.guide.peek(),
    space: () => aligner.state.value,
    touch: async (at: Vec3) => {
      await frame(at, 'pressed');
      await frame(at, 'held');
      return frame(at, 'released');
    },
    frame,
    /** Where in the session this headset sees a point of the real room. */
    sees,
    /** Where in the real room this headset shows a point of the session. */
    shows: (point: Vec3): Vec3 => transform(origin, inRoom(content, point)),
  };
}

export const copy = (from: LiveSession, to: LiveSession): void =>
  Y.applyUpdate(to.document.doc, Y.encodeStateAsUpdate(from.document.doc), 'link');

export const HERE: Pose = fromAlignment({ yaw: 0.4, translation: [1, 0, -2] });
export const THERE: Pose = fromAlignment({ yaw: -2, translation: [-3, 0.02, 1] });
export const box = ({ document }: LiveSession): Vec3 => [...document.objects.values()][0]!.pose.position;
