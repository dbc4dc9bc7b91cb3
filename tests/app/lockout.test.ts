import { describe, expect, it } from 'vitest';
import type { SessionsPage } from '../../shared/api/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import { type Device, joined, live, open, shared } from '../link/harness.ts';
import { send } from '../support/relay.ts';
import { names } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { openApp, placeIn, said, status } from './device.ts';
import { enter, kept, nowhere, type Scene, together } from './guest.ts';

/** A session that the relay does not let its person into for now; the relay and the others are real. */

/** The guest's place is somebody else's by now, and the guest has worked without a network meanwhile. */
async function placeTaken(): Promise<Scene & { readonly other: Device }> {
  const { app, ...scene } = await together();
  const { url, host, id, api } = scene;
  await app.lifecycle.close();
  expect(await api.changePolicy({ max_participants: 1 })).toMatchObject({ ok: true });
  const { identity, access } = await joined(url, await shared(host, 'editor', url));
  const other = await open(url, { id, identity, access, createdHere: undefined });
  await live(other);
  const offline = await openApp(await nowhere());
  const session = await enter(offline, id);
  placeIn(session, 'offline');
  const old = [...session.document.objects.values()].find(({ name }) => name === 'before');
  if (!old) throw new Error('it is not here');
  const fields = { name: 'changed' };
  session.editing.apply({ gesture: undefined, intents: [{ type: 'edit-object', id: old.id, fields }] });
  await session.disk.flush();
  await offline.lifecycle.close();
  return { url, host, api, id, other };
}

describe('a session that is full', () => {
  it('[KEPT-7] stays open here with what is only here, also after a reload; the host is asked for a place, and then all of it goes up', async () => {
    const scene = await placeTaken();
    const first = await openApp(scene.url);
    const before = await enter(first, scene.id);
    await until(() => kept(before).state === 'kept', 'the news');
    await first.lifecycle.close();
    const app = await openApp(scene.url);
    const session = await enter(app, scene.id);
    await until(() => kept(session).state === 'kept', 'the news');
    expect(kept(session)).toMatchObject({
      about: 'session',
      reason: { code: 'link/full', detail: 'session is full (1 of 1)' },
      edits: [
        { label: 'offline', change: 'placed' },
        { label: 'changed', change: 'changed' },
      ],
    });
    expect(status(session)).toMatch(/^Session full · \d+ changes waiting$/);
    expect(said(app)).not.toContain('link/full');
    expect(names(session.document)).toEqual(['changed', 'of the host', 'offline']);
    placeIn(session, 'and on');
    expect(kept(session)).toMatchObject({ edits: [{}, {}, { label: 'and on', change: 'placed' }] });

    await session.open.refusals.askHost();
    expect(kept(session).state).toBe('asked');
    const requests = () => scene.host.link.standing.value?.requests ?? [];
    await until(() => requests().length === 1, 'the request');
    expect(requests()).toMatchObject([{ user_id: app.identity.user, asks: 'place', name: 'Guest' }]);
    expect(await scene.api.answerRequest(app.identity.user, true)).toMatchObject({ ok: true });
    const most = () => scene.host.link.standing.value?.settings.max_participants;
    await until(() => most() === 2, 'the host to hear of it');
    await until(() => names(scene.host.document).includes('and on'), 'the host to see it');
    expect(names(scene.host.document)).toEqual(['and on', 'changed', 'of the host', 'offline']);
    await until(() => kept(session).state === 'none', 'nothing to be kept any more');
    await until(() => session.disk.metadata.peek().mark === undefined, 'nothing to be told of any more');
  });

  it('[KEPT-7] is come into as soon as somebody leaves; a request for a place is settled with that', async () => {
    const scene = await placeTaken();
    const session = await enter(await openApp(scene.url), scene.id);
    await until(() => kept(session).state === 'kept', 'the news');
    await session.open.refusals.askHost();
    await until(() => scene.host.link.standing.value?.requests?.length === 1, 'the request');
    scene.other.link.close();
    await until(() => names(scene.host.document).includes('offline'), 'the host to see it');
    await until(() => scene.host.link.standing.value?.requests?.length === 0, 'the request to be settled');
    await until(() => kept(session).state === 'none', 'nothing to be kept any more');
  });

  it('[KEPT-7] can be kept as a session of one’s own, or taken off the device', async () => {
    const scene = await placeTaken();
    const app = await openApp(scene.url);
    const session = await enter(app, scene.id);
    await until(() => kept(session).state === 'kept', 'the news');
    const copy = await session.open.refusals.keepAsCopy();
    await session.open.refusals.discard();
    expect(await app.library.find(scene.id)).toBeUndefined();
    const mine = await enter(app, copy as SessionId);
    expect(names(mine.document)).toEqual(['changed', 'of the host', 'offline']);
  });
});

describe('a session that was put away', () => {
  const relayHas = async ({ url, host }: Scene): Promise<string | undefined> => {
    const token = host.link.access.current?.token ?? '';
    const { body } = await send<SessionsPage>(url, 'GET', '/api/sessions', { token });
    return body.sessions[0]?.status;
  };

  it('[KEPT-8] stays open here, and stays away; once somebody has opened it again, all that was done here goes up', async () => {
    const { app, session, ...scene } = await together();
    expect(await scene.api.archive()).toMatchObject({ ok: true });
    await until(() => kept(session).state === 'kept', 'the news');
    expect(kept(session)).toMatchObject({ about: 'session', reason: { code: 'link/archived' }, edits: [] });
    expect(status(session)).toBe('Put away · saved on this device');
    placeIn(session, 'meanwhile');
    expect(kept(session)).toMatchObject({ edits: [{ label: 'meanwhile', change: 'placed' }] });
    await until(() => status(session) === 'Put away · 1 change waiting', 'the status to count it');
    expect(said(app)).not.toContain('link/archived');
    // The device looks by itself whether it is back, and brings nothing back by that.
    const seen: string[] = [];
    session.link.state.subscribe(({ state }) => void seen.push(state));
    await until(() => seen.join().includes('connecting,refused'), 'the device to look');
    expect(await relayHas(scene)).toBe('archived');
    scene.host.link.reconnect();
    await until(() => names(scene.host.document).includes('meanwhile'), 'the host to see it');
    await until(() => kept(session).state === 'none', 'nothing to be kept any more');
  });

  it('[KEPT-8] is brought back by the person who opens it again, and nobody needs to be asked', async () => {
    const { session, ...scene } = await together();
    expect(await scene.api.archive()).toMatchObject({ ok: true });
    await until(() => kept(session).state === 'kept', 'the news');
    placeIn(session, 'meanwhile');
    await session.open.refusals.sendAgain();
    await until(() => session.link.state.peek().state === 'live', 'the session to be back');
    expect(await relayHas(scene)).toBe('active');
    await until(() => kept(session).state === 'none', 'nothing to be kept any more');
  });
});
