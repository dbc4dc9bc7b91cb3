import { afterEach, describe, expect, it, vi } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { newFolder } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { until } from '../support/until.ts';
import { begin, leavePage, openApp, placeIn, said, setVisible } from './device.ts';
import { guestOf, onRelay, ready } from './people.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  setVisible(true);
});

/** Requests that the app has made, as `METHOD path`. */
function requests(): string[] {
  const made: string[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...args) => {
    const [url, init] = args;
    made.push(`${init?.method ?? 'GET'} ${new URL(String(url)).pathname.split('/').slice(3).join('/')}`);
    return real(...args);
  });
  return made;
}

describe('what only the relay knows', () => {
  it('[APP-20] shows as it was when the relay is away, says so, and is asked again when it is back', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const session = await begin(await openApp(relay.url), 'Shared');
    await onRelay(session);
    const { service } = session.open;
    expect(service.members.value).toEqual({ state: 'unasked' });
    await service.refresh('members');
    expect(ready(service.members)).toMatchObject([{ user_id: session.open.user, role: 'host' }]);
    await relay.close();
    await service.refresh('members');
    expect(service.members.value).toMatchObject({
      state: 'failed',
      error: { code: 'api/unavailable' },
      last: [{ role: 'host' }],
    });
    await service.refresh('statistics');
    expect(service.statistics.value).toMatchObject({ state: 'failed' });
    expect(service.statistics.value).not.toHaveProperty('last');
    await relayOn({ port, dataFolder });
    await until(() => ready(service.members), 'the members again');
    await until(() => ready(service.statistics), 'the statistics');
    expect(service.shares.value).toEqual({ state: 'unasked' });
  });

  it('[APP-20] who is in, what happened and which codes there are', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Busy');
    placeIn(session, 'seen');
    await onRelay(session);
    const { service } = session.open;
    await service.refresh('shares');
    await service.createShare({ role: 'viewer', expiresIn: 3600, maxUses: 3 });
    expect(ready(service.newShare)).toMatchObject({
      role: 'viewer',
      code: expect.stringMatching(/^.{4}-.{4}-.{4}$/),
    });
    const [share] = ready(service.shares) ?? [];
    expect(share).toMatchObject({ role: 'viewer', uses: 0, max_uses: 3 });
    await service.revokeShare(share?.share ?? '');
    expect(ready(service.shares)).toEqual([]);
    await until(async () => {
      await service.refresh('activity');
      return ready(service.activity)?.events.some(({ type }) => type === 'object.created');
    }, 'the object in the activity');
    await service.refresh('statistics');
    expect(ready(service.statistics)?.event_counts['object.created']).toBe(1);
  });

  it('[APP-21] a role, and whether editing is on, reach the open session by themselves', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Ruled');
    await onRelay(session);
    const { service } = session.open;
    const guest = await guestOf(relay.url, session);
    await service.refresh('members');
    await service.changeRole(guest.user as never, 'viewer');
    await until(() => guest.device.link.role.value === 'viewer', 'the role');
    expect(ready(service.members)?.find(({ user_id }) => user_id === guest.user)?.role).toBe('viewer');
    expect(await guest.api.askForAccess('editor')).toMatchObject({ ok: true });
    await until(() => service.standing.value?.requests?.length === 1, 'the request');
    await service.answerRequest(guest.user as never, true);
    await until(() => guest.device.link.role.value === 'editor', 'the answer');
    await service.changePolicy({ allow_editing: false });
    await until(() => guest.device.link.standing.value?.settings.allow_editing === false, 'the setting');
    expect(session.open.permission.value).toBe('edit');
    // The guest has no list of members, and is told by the session who is in it.
    expect(await guest.api.members(false)).toMatchObject({ ok: true, value: [{}, {}] });
    await service.changeRole(guest.user as never, 'host');
    await until(() => session.open.role.value === 'editor', 'the session to be handed over');
    await until(() => session.open.permission.value === 'editing-off', 'the permission');
    placeIn(session, 'not allowed');
    expect(session.document.objects.size).toBe(0);
    await service.removeMember(guest.user as never);
    expect(session.open.role.value).toBe('editor');
  });

  it('[APP-21] what the relay does not allow is said, and nothing changes', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const session = await begin(app, 'Refused');
    await onRelay(session);
    await session.open.service.removeMember(session.open.user);
    expect(said(app)).toEqual(['api/forbidden']);
  });
});

describe('what only this device knows', () => {
  it('[APP-23] entering and leaving AR without a relay is told later, with its time', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const app = await openApp(`http://127.0.0.1:${port}`);
    const session = await begin(app, 'Visited');
    const began = Date.now();
    app.model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'good', attention: 'here' };
    app.model.xr.value = { state: 'presenting', mode: 'immersive-ar', tracking: 'lost', attention: 'away' };
    app.model.xr.value = { state: 'available', mode: 'immersive-ar' };
    await until(async () => {
      const waiting = await app.disk.events.waiting(session.id);
      return waiting.ok && waiting.value.length === 2;
    }, 'both on the disk');
    const ended = Date.now();
    await relayOn({ port, dataFolder });
    const { service } = session.open;
    const visits = () => ready(service.activity)?.events.filter(({ type }) => type.startsWith('ar.')) ?? [];
    await until(async () => {
      await service.refresh('activity');
      return visits().length === 2;
    }, 'both in the activity');
    expect(
      visits()
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['ar.entered', 'ar.left']);
    for (const { at, user_id } of visits()) {
      expect(user_id).toBe(session.open.user);
      expect(at).toBeGreaterThanOrEqual(began);
      expect(at).toBeLessThanOrEqual(ended);
    }
    expect(await app.disk.events.waiting(session.id)).toEqual({ ok: true, value: [] });
  });
});

describe('signs of life', () => {
  it('[APP-25] go to the relay every half minute while the page can be seen, and stop when it cannot', async () => {
    const relay = await relayOn();
    const made = requests();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const session = await begin(await openApp(relay.url), 'Alive');
    await onRelay(session);
    // Sessions of tests before may live on for a moment.
    const beats = () => made.filter(each => each === `POST ${session.id}/heartbeat`).length;
    await until(() => beats() === 1, 'the first');
    vi.advanceTimersByTime(2 * LIMITS.heartbeatMs);
    await until(() => beats() === 3, 'two more');
    const presence = async () => {
      await session.open.service.refresh('members');
      return ready(session.open.service.members)?.[0]?.presence;
    };
    setVisible(false);
    await until(async () => (await presence()) === 'away', 'the word that the page is hidden');
    const hidden = beats();
    vi.advanceTimersByTime(10 * LIMITS.heartbeatMs);
    setVisible(true);
    await until(async () => (await presence()) === 'here', 'the word that it is back');
    expect(beats()).toBe(hidden + 1);
  });

  it('[APP-25] a page that goes away says goodbye, its token in the body and not in the address', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Left');
    await onRelay(session);
    const sent: { url: string; body: Blob }[] = [];
    vi.spyOn(navigator, 'sendBeacon').mockImplementation((url, body) => {
      sent.push({ url: String(url), body: body as Blob });
      return true;
    });
    leavePage();
    const { token } = session.link.access.current ?? {};
    // Another tab of this device may be leaving at the same moment; what counts is what this session sent.
    const own = sent.filter(({ url }) => url.includes(session.id));
    expect(own.map(({ url }) => url)).toEqual([`${relay.url}/api/sessions/${session.id}/close`]);
    expect(JSON.parse((await own[0]?.body.text()) ?? '')).toMatchObject({ token });
  });
});
