import { readFileSync } from 'node:fs';
import { signal } from '@preact/signals-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SessionFiles } from '../../client/app/service/blobs.ts';
import type { LiveSession } from '../../client/app/session/session.ts';
import { memoryDisk, sha256 } from '../../client/disk/index.ts';
import type { Blobs, Picture } from '../../client/model/index.ts';
import { fail, ok } from '../../shared/errors.ts';
import { deviceTime } from '../support/builders.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { until } from '../support/until.ts';
import { begin, openApp, said, type Tab } from './device.ts';
import { type Guest, guestOf, onRelay } from './people.ts';

afterEach(() => vi.restoreAllMocks());

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
    expect(await session.open.service.takeScreenshot()).toBe(true);
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
    const session = after.lifecycle.session.peek() as LiveSession;
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
    expect(taken.ok && taken.value[0]?.taken).toBe(picture?.taken);
  });

  it('[APP-22] of others are listed, kept once they were seen, and gone with them', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const session = await begin(await openApp(relay.url), 'Theirs');
    await onRelay(session);
    const { service } = session.open;
    const guest = await guestOf(relay.url, session);
    expect(await guest.api.sendScreenshot('theirs', PICTURE.image, deviceTime(1_000))).toMatchObject({
      ok: true,
    });
    expect(await guest.api.sendScreenshot('unseen', PICTURE.image, deviceTime(2_000))).toMatchObject({
      ok: true,
    });
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
    await onRelay(session);
    await service.refresh('screenshots');
    expect(service.screenshots.value.map(({ name }) => name)).toEqual(['unseen']);
  });

  it('[APP-22] of others that the relay has no time for are asked for again', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Crowded');
    await onRelay(session);
    const { service } = session.open;
    const guest = await guestOf(relay.url, session);
    await guest.api.sendScreenshot('theirs', PICTURE.image, deviceTime(1_000));
    await service.refresh('screenshots');
    vi.spyOn(session.api, 'screenshot').mockResolvedValueOnce(fail('api/too-fast'));
    expect(await bytesAt(await service.screenshotUrl('theirs', 'full'))).toEqual(IMAGE);
  });

  it('[APP-38] are deleted by who took them and by the host, here and on the relay, and one that waits is not sent after all', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const app = await openApp(`http://127.0.0.1:${port}`);
    const session = await begin(app, 'Tidied');
    const { service } = session.open;
    for (let i = 0; i < 2; i++) await take(app, session);
    const [kept, unsent] = service.screenshots.value.map(({ name }) => name);
    await service.deleteScreenshot(unsent ?? '');
    expect(service.screenshots.value.map(({ name }) => name)).toEqual([kept]);
    const relay = await relayOn({ port, dataFolder });
    await until(() => service.screenshots.value[0]?.state === 'shared', 'the upload');
    const guest = await guestOf(relay.url, session);
    const onTheRelay = async (): Promise<unknown> => {
      const listed = await guest.api.screenshots();
      return listed.ok && listed.value.map(({ name }) => name);
    };
    expect(await onTheRelay()).toEqual([kept]);
    await guest.api.sendScreenshot('theirs', PICTURE.image, deviceTime(1_000));
    await service.refresh('screenshots');
    for (const name of [kept ?? '', 'theirs']) await service.deleteScreenshot(name);
    expect([service.screenshots.value, await onTheRelay()]).toEqual([[], []]);
    await service.refresh('screenshots');
    expect(service.screenshots.value).toEqual([]);
  });

  it('[APP-38] that the relay cannot be asked about stay, and why is said', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const session = await begin(app, 'Kept');
    await onRelay(session);
    await take(app, session);
    const { service } = session.open;
    await until(() => service.screenshots.value[0]?.state === 'shared', 'the upload');
    await relay.close();
    await service.deleteScreenshot(service.screenshots.value[0]?.name ?? '');
    expect(service.screenshots.value).toMatchObject([{ state: 'shared' }]);
    expect(said(app)).toContain('api/unavailable');
  });

  it('[APP-22] [APP-24] that a relay lost with its disk are sent to it again, and nobody’s are taken off the device', async () => {
    const port = await freePort();
    const relay = await relayOn({ port, dataFolder: newFolder() });
    const app = await openApp(relay.url);
    const session = await begin(app, 'Lost');
    await onRelay(session);
    const { service } = session.open;
    const guest = await guestOf(relay.url, session);
    await guest.api.sendScreenshot('theirs', PICTURE.image, deviceTime(1_000));
    await service.refresh('screenshots');
    expect(await bytesAt(await service.screenshotUrl('theirs', 'full'))).toEqual(IMAGE);
    await take(app, session);
    const added = await session.open.blobs.add(new Blob([SMALL], { type: 'image/png' }));
    const file = added.ok ? added.value : '';
    await until(async () => (await session.api.blob(file)).ok, 'the file');
    await until(() => service.screenshots.value.every(({ state }) => state === 'shared'), 'the upload');
    guest.device.link.close();
    await relay.close();
    await relayOn({ port, dataFolder: newFolder() });
    await until(async () => {
      const listed = await session.api.screenshots();
      return listed.ok && listed.value.length === 1;
    }, 'the picture to be sent again');
    await until(async () => (await session.api.blob(file)).ok, 'the file to be sent again');
    await service.refresh('screenshots');
    expect(service.screenshots.value).toHaveLength(2);
    expect(await bytesAt(await service.screenshotUrl('theirs', 'full'))).toEqual(IMAGE);
  });

  it('[APP-22] that the relay refuses stay here, and the person hears of it once', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const session = await begin(app, 'Odd');
    await onRelay(session);
    app.camera.picture = fail('scene/no-picture');
    expect(await session.open.service.takeScreenshot()).toBe(false);
    expect(said(app)).toContain('scene/no-picture');
    app.camera.picture = ok({ ...PICTURE, image: new Blob(['no picture'], { type: 'image/png' }) });
    await session.open.service.takeScreenshot();
    await until(() => said(app).includes('api/media-type'), 'the refusal');
    expect(session.open.service.screenshots.value).toMatchObject([{ state: 'waiting' }]);
  });
});

describe('files', () => {
  const MODEL = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 131) % 251);
  const file = () => new Blob([MODEL], { type: 'model/gltf-binary' });

  /** The files of a guest's device, on a disk of its own. */
  function filesOf(
    guest: Guest,
    session: LiveSession,
    patienceMs: readonly number[],
    laterMs = 60_000,
  ): Blobs {
    const disk = memoryDisk({ locks: undefined, channel: undefined, onPage: () => () => undefined });
    const live = new SessionFiles({
      id: session.id,
      table: disk.blobs,
      api: guest.api,
      isLive: signal(true),
      epoch: () => undefined,
      report: () => undefined,
      patienceMs,
      laterMs,
    });
    onCleanup(() => live.close());
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
    const theirs = filesOf(guest, session, []);
    const fetched = await theirs.get(name);
    expect(fetched && Buffer.from(await fetched.arrayBuffer()).equals(Buffer.from(MODEL))).toBe(true);
    expect(theirs.state(name).value).toEqual({ state: 'here', isShared: true });
    const unknown = await sha256(Uint8Array.of(1));
    expect(await theirs.get(unknown)).toBeUndefined();
    expect(theirs.state(unknown).value).toMatchObject({ state: 'missing', error: { code: 'api/not-found' } });
  });

  it('[APP-24] that an object speaks of before they have arrived are waited for', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Early');
    await onRelay(session);
    const guest = await guestOf(relay.url, session);
    const theirs = filesOf(guest, session, Array<number>(500).fill(20));
    const name = await sha256(MODEL);
    const asked = theirs.get(name);
    await until(() => theirs.state(name).value.state === 'fetching', 'the question');
    await session.open.blobs.add(file());
    expect((await asked)?.size).toBe(MODEL.length);
  });

  it('[APP-24] that the relay had no time for are asked for again', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Crowded');
    await onRelay(session);
    const name = (await session.open.blobs.add(file())) as { ok: true; value: string };
    const guest = await guestOf(relay.url, session);
    vi.spyOn(guest.api, 'blob').mockResolvedValueOnce(fail('api/too-fast'));
    expect((await filesOf(guest, session, [20, ...Array<number>(500).fill(20)]).get(name.value))?.size).toBe(
      MODEL.length,
    );
  });

  it('[APP-24] that came to the relay long after they were wanted are shown all the same', async () => {
    const relay = await relayOn();
    const session = await begin(await openApp(relay.url), 'Late');
    await onRelay(session);
    const guest = await guestOf(relay.url, session);
    const theirs = filesOf(guest, session, [], 50);
    const name = await sha256(MODEL);
    expect(await theirs.get(name)).toBeUndefined();
    expect(theirs.state(name).value).toMatchObject({ state: 'missing' });
    await session.open.blobs.add(file());
    await until(() => theirs.arrivals.value === 1, 'the file, which nobody asked for again');
    expect((await theirs.get(name))?.size).toBe(MODEL.length);
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
