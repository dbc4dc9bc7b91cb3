import { describe, expect, it } from 'vitest';
import type { LiveSession } from '../../client/app/session/session.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { relayOn } from '../support/relay.ts';
import { InProcessLocks, names, place, withDatabase } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { begin, openApp, placeIn, status, type Tab } from './device.ts';
import { enter, kept, nowhere, type Scene, together } from './guest.ts';
import { guestOf, onRelay } from './people.ts';

/**
 * A guest whose place in the session changed while they worked without a network; the relay and the host are
 * real.
 */

const hostSees = ({ host }: Scene): string[] => names(host.document);

/** The guest joined as an editor, placed something, left, and placed more where there is no network. */
async function guestWorkedOffline(): Promise<Scene> {
  const { app, session: _, ...scene } = await together();
  await app.lifecycle.close();
  const offline = await openApp(await nowhere());
  placeIn(await enter(offline, scene.id), 'offline');
  await offline.lifecycle.close();
  return scene;
}

async function changeRole({ api }: Scene, app: Tab, role: 'viewer' | 'editor'): Promise<void> {
  const changed = await api.changeRole(app.identity.user, role);
  if (!changed.ok) throw new Error(changed.error.code);
}

/** They come back, are viewers by now, and the relay does not take what they did. */
async function refusedGuest(): Promise<Scene & { readonly app: Tab; readonly session: LiveSession }> {
  const scene = await guestWorkedOffline();
  const app = await openApp(scene.url);
  await changeRole(scene, app, 'viewer');
  const session = await enter(app, scene.id);
  await until(() => kept(session).state === 'kept', 'the refusal');
  await until(() => session.link.state.peek().state === 'live', 'the session to go on');
  return { ...scene, app, session };
}

describe('edits that the relay refuses', () => {
  it('[KEPT-1] are kept and shown; the session stands on the relay’s state and goes on', async () => {
    const { session, host, id, ...scene } = await refusedGuest();
    expect(kept(session)).toMatchObject({
      reason: { code: 'gate/role' },
      edits: [{ label: 'offline', change: 'placed' }],
    });
    expect(names(session.document)).toEqual(['before', 'of the host']);
    expect(session.open.refusals.ghosts.peek()).toMatchObject([{ name: 'offline', kind: 'box' }]);
    expect(session.link.state.peek().waiting).toBe(0);
    place(host.document, 'later');
    await until(() => names(session.document).includes('later'), 'the host’s next edit');
    // After a reload they are still kept, without a network too.
    await session.disk.flush();
    await scene.app.lifecycle.close();
    const again = await enter(await openApp(await nowhere()), id);
    expect(kept(again)).toMatchObject({
      state: 'kept',
      reason: { code: 'gate/role' },
      edits: [{ label: 'offline' }],
    });
    expect(names(again.document)).toEqual(['before', 'later', 'of the host']);
    expect(again.open.refusals.ghosts.peek()).toMatchObject([{ name: 'offline' }]);
    const aside = await withDatabase(id, ({ custom }) => custom.getAllKeys());
    expect(aside.filter(key => String(key).startsWith('before/'))).toHaveLength(1);
  });

  it('[KEPT-2] can be sent again when the person may', async () => {
    const scene = await refusedGuest();
    const { session, app, id } = scene;
    await session.open.refusals.sendAgain();
    expect(kept(session).state).toBe('kept');
    await changeRole(scene, app, 'editor');
    await until(() => session.link.role.peek() === 'editor', 'the new role');
    await session.open.refusals.sendAgain();
    expect(kept(session)).toEqual({ state: 'none' });
    await until(() => hostSees(scene).includes('offline'), 'the host to see it');
    expect(session.document.history.canUndo).toBe(true);
    await until(async () => {
      const aside = await withDatabase(id, ({ custom }) => custom.getAllKeys());
      return !aside.some(key => String(key).startsWith('before/'));
    }, 'the old document to be let go');
  });

  it('[KEPT-2] go up by themselves when the host says yes', async () => {
    const scene = await refusedGuest();
    const { session, api, app } = scene;
    await session.open.refusals.askHost();
    expect(kept(session).state).toBe('asked');
    expect(await api.answerRequest(app.identity.user, true)).toMatchObject({ ok: true });
    await until(() => hostSees(scene).includes('offline'), 'the host to see it');
    await until(() => kept(session).state === 'none', 'nothing to be kept any more');
  });

  it('[KEPT-3] can be kept as a session of one’s own, with everything in it', async () => {
    const { session, app } = await refusedGuest();
    const copy = await session.open.refusals.keepAsCopy();
    expect(kept(session)).toEqual({ state: 'none' });
    const mine = await enter(app, copy as SessionId);
    expect(names(mine.document)).toEqual(['before', 'of the host', 'offline']);
    expect(mine.open.role.peek()).toBe('host');
    await until(() => mine.link.state.peek().state === 'live', 'the relay to take it');
  });

  it('[KEPT-3] can be given up', async () => {
    const { session, id, url, app } = await refusedGuest();
    await session.open.refusals.discard();
    expect(kept(session)).toEqual({ state: 'none' });
    expect(session.open.refusals.ghosts.peek()).toEqual([]);
    await session.disk.flush();
    await app.lifecycle.close();
    const again = await enter(await openApp(url), id);
    expect(kept(again)).toEqual({ state: 'none' });
    expect(names(again.document)).toEqual(['before', 'of the host']);
  });
});

describe('a Yjs client id that somebody else has taken meanwhile', () => {
  const TAKEN = 4_242_424;

  function write(session: LiveSession): void {
    session.document.doc.clientID = TAKEN;
    placeIn(session, 'under the same id');
  }

  async function hostTakes({ host }: Scene): Promise<void> {
    host.document.doc.clientID = TAKEN;
    for (const name of ['by the host', 'and more', 'and more than the guest']) place(host.document, name);
    await until(() => host.link.state.peek().waiting === 0, 'the relay to have it');
  }

  async function allGoesUp(scene: Scene, session: LiveSession): Promise<void> {
    await until(() => hostSees(scene).includes('under the same id'), 'the host to see it');
    await until(() => session.link.state.peek().state === 'live', 'the session to go on');
    expect(hostSees(scene)).toContain('offline');
    expect(names(session.document)).toEqual(hostSees(scene));
    expect(kept(session)).toEqual({ state: 'none' });
  }

  it('[KEPT-6] hides nothing of what is written under it here: it goes up under another one, and nobody is asked', async () => {
    const scene = await guestWorkedOffline();
    await hostTakes(scene);
    const session = await enter(await openApp(scene.url), scene.id);
    write(session);
    await allGoesUp(scene, session);
  });

  it('[KEPT-6] nor of what was written before the app was closed', async () => {
    const scene = await guestWorkedOffline();
    const offline = await openApp(await nowhere());
    write(await enter(offline, scene.id));
    await offline.lifecycle.close();
    await hostTakes(scene);
    await allGoesUp(scene, await enter(await openApp(scene.url), scene.id));
  });
});

describe('editing that the host has turned off', () => {
  it('[APP-21] stays off after a start without a relay', async () => {
    const scene = await guestWorkedOffline();
    const app = await openApp(scene.url);
    const session = await enter(app, scene.id);
    await until(() => hostSees(scene).includes('offline'), 'the guest to be in');
    expect(await scene.api.changePolicy({ allow_editing: false })).toMatchObject({ ok: true });
    await until(() => session.open.permission.peek() === 'editing-off', 'the news');
    await session.disk.flush();
    await app.lifecycle.close();
    const again = await enter(await openApp(await nowhere()), scene.id);
    expect(again.open.permission.peek()).toBe('editing-off');
    placeIn(again, 'in vain');
    expect(names(again.document)).not.toContain('in vain');
  });
});

describe('several tabs of one session', () => {
  it('[KEPT-5] one of them brings it in line with the relay, and the others follow; deciding in one decides for all', async () => {
    const scene = await guestWorkedOffline();
    const locks = new InProcessLocks();
    const apps = [await openApp(scene.url, locks), await openApp(scene.url, locks)] as const;
    await changeRole(scene, apps[0], 'viewer');
    const tabs = [await enter(apps[0], scene.id), await enter(apps[1], scene.id)] as const;
    for (const each of tabs) {
      await until(() => kept(each).state === 'kept', 'the refusal to show');
      await until(() => each.link.state.peek().state === 'live', 'the session to go on');
      expect(names(each.document)).toEqual(['before', 'of the host']);
      expect(kept(each)).toMatchObject({ edits: [{ label: 'offline', change: 'placed' }] });
      expect(each.disk.metadata.peek().generation).toBe(1);
      expect(each.link.state.peek().waiting).toBe(0);
    }
    const aside = await withDatabase(scene.id, ({ custom }) => custom.getAllKeys());
    expect(aside.filter(key => String(key).startsWith('before/'))).toHaveLength(1);
    await changeRole(scene, apps[0], 'editor');
    await until(() => tabs[1].link.role.peek() === 'editor', 'the new role');
    await tabs[1].open.refusals.sendAgain();
    await until(() => kept(tabs[0]).state === 'none', 'the first to hear of it');
    await until(() => names(tabs[0].document).includes('offline'), 'the first to show it');
    await until(() => hostSees(scene).includes('offline'), 'the host to see it');
    expect(hostSees(scene).filter(name => name === 'offline')).toHaveLength(1);
  });
});

describe('a session that cannot be followed any more', () => {
  it('[KEPT-4] of which this person is no member: everything stays here, and can be kept or taken off the device', async () => {
    const scene = await guestWorkedOffline();
    const app = await openApp(scene.url);
    await scene.api.removeMember(app.identity.user);
    const session = await enter(app, scene.id);
    await until(() => kept(session).state === 'kept', 'the news');
    expect(kept(session)).toMatchObject({ reason: { code: 'link/forbidden' } });
    expect(names(session.document)).toEqual(['before', 'of the host', 'offline']);
    const copy = await session.open.refusals.keepAsCopy();
    expect(copy).toBeDefined();
    await session.open.refusals.discard();
    expect(app.lifecycle.session.peek()).toBeUndefined();
    expect(await app.library.find(scene.id)).toBeUndefined();
    expect(names((await enter(app, copy as SessionId)).document)).toContain('offline');
  });

  it('[KEPT-4] of which this person was the host, and was asked to leave after handing it over', async () => {
    const { url } = await relayOn();
    const session = await begin(await openApp(url), 'Handed over');
    placeIn(session, 'mine');
    await onRelay(session);
    const guest = await guestOf(url, session);
    expect(await session.api.changeRole(guest.user as UserId, 'host')).toMatchObject({ ok: true });
    expect(await guest.api.removeMember(session.open.user)).toMatchObject({ ok: true });
    await until(() => kept(session).state === 'kept', 'the news');
    expect(kept(session)).toMatchObject({ reason: { code: 'link/forbidden' }, edits: [] });
    expect(status(session)).toBe('Only on this device');
    expect(names(session.document)).toEqual(['mine']);
  });

  it('[KEPT-4] that was deleted is not brought back by an old device', async () => {
    const scene = await guestWorkedOffline();
    const app = await openApp(scene.url);
    expect(await scene.api.deleteEverywhere()).toMatchObject({ ok: true });
    const session = await enter(app, scene.id);
    await until(() => kept(session).state === 'kept', 'the news');
    expect(kept(session)).toMatchObject({ reason: { code: expect.stringMatching(/gone|deleted/) } });
    expect(names(session.document)).toContain('offline');
  });
});
