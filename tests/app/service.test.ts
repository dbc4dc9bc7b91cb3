import { readFileSync } from 'node:fs';
import { signal } from '@preact/signals-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBlobs } from '../../client/app/service/blobs.ts';
import type { LiveSession } from '../../client/app/session.ts';
import { type Disk, memoryDisk, sha256 } from '../../client/disk/index.ts';
import { relayApi, type SessionApi } from '../../client/link/index.ts';
import type { Blobs, Picture, Remote } from '../../client/model/index.ts';
import { ok } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { freePort } from '../harness/relay-process.ts';
import { type Device, joined, open } from '../link/harness.ts';
import { newFolder, onCleanup, relayOn, until } from '../relay/harness.ts';
import { begin, leavePage, openApp, placeIn, said, setVisible, status, type Tab } from './device.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  setVisible(true);
});

const onRelay = (session: LiveSession): Promise<void> =>
  until(() => status(session) === 'Saved on the relay', 'the relay');

interface Guest {
  readonly device: Device;
  readonly api: SessionApi;
  readonly user: string;
}

/** Somebody else, on another device. */
async function guestOf(
  url: string,
  session: LiveSession,
  role: 'editor' | 'viewer' = 'editor',
): Promise<Guest> {
  const share = await session.api.createShare({ role });
  if (!share.ok) throw new Error(share.error.code);
  const { identity, access } = await joined(url, share.value.code);
  const device = await open(url, { id: session.id, identity, access, born: undefined });
  await device.link.synced;
  const api = relayApi(url, identity).session(session.id, device.link.access);
  return { device, api, user: access.user };
}

const ready = <T>({ value }: { readonly value: Remote<T> }): T | undefined =>
  value.state === 'ready' ? value.value : undefined;

/** Requests that the app has made, as `METHOD path`. */
function requests(): string[] {
  const made: string[] = [];
  const real = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((...args) => {
    const [url, init] = args;
    made.push(`${init?.method ?? 'GET'} ${new URL(String(url)).pathname.split('/').slice(4).join('/')}`);
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
    await service.refresh('analytics');
    expect(service.analytics.value).toMatchObject({ state: 'failed' });
    expect(service.analytics.value).not.toHaveProperty('last');
    await relayOn({ port, dataFolder });
    await until(() => ready(service.members), 'the members again');
    await until(() => ready(service.analytics), 'the analytics');
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
    await service.refresh('analytics');
    expect(ready(service.analytics)?.event_counts['object.created']).toBe(1);
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

const IMAGE = readFileSync(new URL('../../public/icons/icon-512.png', import.meta.url));
const SMALL = readFileSync(new URL('../../public/icons/icon-32.png', import.meta.url));
const png = (bytes: Buffer): Blob => new Blob([new Uint8Array(bytes)], { type: 'image/png' });
const PICTURE: Picture = { image: png(IMAGE), thumbnail: png(SMALL), width: 512, height: 512 };

const bytesAt = async (url: string | undefined): Promise<Buffer> => {
  const content = Buffer.from(await (await fetch(url ?? 'data:,')).arrayBuffer());
  if (url) URL.revokeObjectURL(url);
  return content;
};

describe('pictures', () => {
  const take = async (app: Tab, session: LiveSession): Promise<void> => {
    app.camera.picture = ok(PICTURE);
    await session.open.service.takeScreenshot();
  };

  it('[APP-22] that are taken without a relay are there after a restart, and reach the relay when there is one', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const url = `http://127.0.0.1:${port}`;
    const before = await openApp(url);
    const first = await begin(before, 'Pictured');
    await take(before, first);
    const [picture] = first.open.service.screenshots.value;
    expect(picture).toMatchObject({ state: 'waiting', width: 512, height: 512, by: first.open.user });
    await before.lifecycle.close();
    const after = await openApp(url);
    await after.lifecycle.openById(first.id);
    const session = after.lifecycle.current() as LiveSession;
    const { service } = session.open;
    await until(() => service.screenshots.value.length === 1, 'the picture');
    const name = picture?.name ?? '';
    expect(await bytesAt(await service.screenshotUrl(name, 'thumbnail'))).toEqual(SMALL);
    await relayOn({ port, dataFolder });
    await until(() => service.screenshots.value[0]?.state === 'shared', 'the upload');
    const guest = await guestOf(url, session, 'viewer');
    expect(await guest.api.screenshots()).toMatchObject({ ok: true, value: [{ name, by: first.open.user }] });
    const thumbnail = await guest.api.screenshot(name, 'thumbnail');
    expect(thumbnail.ok && Buffer.from(await thumbnail.value.arrayBuffer())).toEqual(SMALL);
    const taken = await guest.api.screenshots();
    expect(taken.ok && Date.parse(taken.value[0]?.taken ?? '')).toBe(picture?.taken);
  });

  it('[APP-22] of others are listed, kept once they were seen, and gone with them', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const session = await begin(await openApp(relay.url), 'Theirs');
    await onRelay(session);
    const { service } = session.open;
    const guest = await guestOf(relay.url, session);
    expect(await guest.api.sendScreenshot('theirs', PICTURE.image, 1_000)).toMatchObject({ ok: true });
    expect(await guest.api.sendScreenshot('unseen', PICTURE.image, 2_000)).toMatchObject({ ok: true });
    await service.refresh('screenshots');
    expect(service.screenshots.value.map(({ name }) => name)).toEqual(['unseen', 'theirs']);
    // Nobody made a small one.
    expect(await bytesAt(await service.screenshotUrl('theirs', 'thumbnail'))).toEqual(IMAGE);
    guest.device.link.close();
    await relay.close();
    await service.refresh('screenshots');
    expect(service.screenshots.value).toHaveLength(2);
    expect(await bytesAt(await service.screenshotUrl('theirs', 'full'))).toEqual(IMAGE);
    expect(await service.screenshotUrl('unseen', 'full')).toBeUndefined();
    await relayOn({ port, dataFolder });
    await until(async () => (await session.api.deleteScreenshot('theirs')).ok, 'the relay to be back');
    await service.refresh('screenshots');
    expect(service.screenshots.value.map(({ name }) => name)).toEqual(['unseen']);
  });

  it('[APP-22] that the relay refuses stay here, and the person hears of it once', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const session = await begin(app, 'Odd');
    await onRelay(session);
    app.camera.picture = ok({ ...PICTURE, image: new Blob(['no picture'], { type: 'image/png' }) });
    await session.open.service.takeScreenshot();
    await until(() => said(app).includes('api/media-type'), 'the refusal');
    expect(session.open.service.screenshots.value).toMatchObject([{ state: 'waiting' }]);
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
      expect(Date.parse(at)).toBeGreaterThanOrEqual(began);
      expect(Date.parse(at)).toBeLessThanOrEqual(ended);
    }
    expect(await app.disk.events.waiting(session.id)).toEqual({ ok: true, value: [] });
  });
});

describe('files', () => {
  const MODEL = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 131) % 251);
  const file = () => new Blob([MODEL], { type: 'model/gltf-binary' });

  /** The files of a guest's device, on a disk of its own. */
  function filesOf(guest: Guest, session: LiveSession, disk: Disk): Blobs {
    const live = createBlobs({
      id: session.id,
      shelf: disk.blobs,
      api: guest.api,
      isLive: signal(true),
      report: () => undefined,
    });
    onCleanup(live.close);
    return live.blobs;
  }

  it('[APP-24] that are added without a relay reach the others once there is one', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const url = `http://127.0.0.1:${port}`;
    const session = await begin(await openApp(url), 'Furnished');
    const { blobs } = session.open;
    const added = await blobs.add(file());
    const name = await sha256(MODEL);
    expect(added).toEqual({ ok: true, value: name });
    expect(blobs.state(name).value).toEqual({ state: 'here', isShared: false });
    await relayOn({ port, dataFolder });
    await until(() => {
      const state = blobs.state(name).value;
      return state.state === 'here' && state.isShared;
    }, 'the upload');
    const guest = await guestOf(url, session, 'viewer');
    const theirs = filesOf(
      guest,
      session,
      memoryDisk({ locks: undefined, channel: undefined, onPage: () => () => undefined }),
    );
    const fetched = await theirs.get(name);
    expect(fetched && Buffer.from(await fetched.arrayBuffer()).equals(Buffer.from(MODEL))).toBe(true);
    expect(theirs.state(name).value).toEqual({ state: 'here', isShared: true });
    const unknown = await sha256(Uint8Array.of(1));
    expect(await theirs.get(unknown)).toBeUndefined();
    expect(theirs.state(unknown).value).toMatchObject({ state: 'missing', error: { code: 'api/not-found' } });
  });

  it('[APP-24] whose bytes are not what their name says are not taken', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Lied to');
    await onRelay(session);
    const name = await sha256(Uint8Array.of(1));
    vi.spyOn(session.api, 'blob').mockResolvedValue(ok(new Blob([Uint8Array.of(2)])));
    expect(await session.open.blobs.get(name)).toBeUndefined();
    expect(session.open.blobs.state(name).value).toMatchObject({
      state: 'missing',
      error: { code: 'api/hash' },
    });
  });
});

describe('signs of life', () => {
  it('[APP-25] go to the relay every half minute while the page can be seen, and stop when it cannot', async () => {
    const relay = await relayOn();
    const made = requests();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const session = await begin(await openApp(relay.url), 'Alive');
    await onRelay(session);
    const beats = () => made.filter(each => each === 'POST heartbeat').length;
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
    expect(sent.map(({ url }) => url)).toEqual([`${relay.url}/api/sessions/${session.id}/close`]);
    expect(JSON.parse((await sent[0]?.body.text()) ?? '')).toMatchObject({ token });
  });
});
