import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  analyticsAnswer,
  type Problem,
  type ScreenshotView,
  screenshotsAnswer,
  screenshotView,
} from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newFolder, onCleanup } from '../../support/cleanup.ts';
import { pictureOf } from '../../support/pictures.ts';
import { type Guest, guestOf, hostOf, relayOn } from '../../support/relay.ts';

const file = (path: string): Buffer => readFileSync(new URL(`../../../public/${path}`, import.meta.url));
const PNG = file('icons/icon-192.png');
const OTHER_PNG = file('icons/icon-512.png');
const JPEG = await pictureOf(772, 258, 'jpeg');
const WEBP = await pictureOf(1024, 512, 'webp');

/** A picture's header that says so many pixels, with bytes behind it. */
function png(width: number, height: number, bytes = 64): Buffer {
  const made = Buffer.alloc(bytes);
  PNG.copy(made, 0, 0, 24);
  made.writeUInt32BE(width, 16);
  made.writeUInt32BE(height, 20);
  return made;
}

const SMALL = await pictureOf(4, 4, 'jpeg');
/** A picture with so many bytes behind it. */
const padded = (bytes: number): Buffer => Buffer.concat([PNG], bytes);

const at = (url: string, guest: Guest, path = ''): string =>
  `${url}/api/sessions/${guest.session}/screenshots${path}`;
const asking = ({ token }: Guest, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});
async function send(url: string, guest: Guest, path: string, body: Uint8Array, type = 'image/png') {
  const response = await fetch(at(url, guest, path), {
    method: 'POST',
    body: Buffer.from(body),
    ...asking(guest, { 'content-type': type }),
  });
  return { status: response.status, body: (await response.json()) as ScreenshotView & Problem };
}
const get = (url: string, guest: Guest, path = '', more: Record<string, string> = {}) =>
  fetch(at(url, guest, path), asking(guest, more));
const listed = async (url: string, guest: Guest) =>
  screenshotsAnswer.parse(await (await get(url, guest)).json()).screenshots;

describe('adding', () => {
  it('[MEDIA-1] a picture is what its bytes say', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const one = await send(url, host, '', PNG, 'image/webp');
    expect(one.status).toBe(201);
    expect(screenshotView.parse(one.body)).toMatchObject({
      type: 'image/png',
      width: 192,
      height: 192,
      bytes: PNG.length,
      by: host.user,
      thumbnail_url: null,
    });
    expect((await send(url, host, '/a', JPEG, 'image/jpeg')).body).toMatchObject({ width: 772, height: 258 });
    expect((await send(url, host, '/b', WEBP, 'image/webp')).body).toMatchObject({
      width: 1024,
      height: 512,
    });
    const refused: [Uint8Array, string, number][] = [
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png', 415],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', 415],
      [PNG, 'application/json', 415],
      [PNG, 'text/html', 415],
      [Buffer.alloc(0), 'image/png', 415],
      [png(8_193, 1), 'image/png', 413],
      [png(1, 0xffffffff), 'image/png', 413],
      [png(0, 5), 'image/png', 415],
      [padded(LIMITS.screenshotMaxBytes + 1), 'image/png', 413],
    ];
    for (const [body, type, status] of refused) {
      const answer = await send(url, host, '/refused', body, type);
      expect([type, answer.status]).toEqual([type, status]);
    }
    expect((await listed(url, host)).map(({ name }) => name)).not.toContain('refused');
    expect((await send(url, host, '/large', padded(LIMITS.screenshotMaxBytes))).status).toBe(201);
  });

  it('[MEDIA-1] a picture that does not say how long it is ends at the limit', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const sending = request(at(url, host), {
      method: 'POST',
      ...asking(host, { 'content-type': 'image/png', 'transfer-encoding': 'chunked' }),
    });
    onCleanup(() => sending.destroy());
    for (let sent = 0; sent <= LIMITS.screenshotMaxBytes; sent += 1024 * 1024) {
      sending.write(png(10, 10, 1024 * 1024));
    }
    const [answer] = await once(sending, 'response');
    expect(answer.statusCode).toBe(413);
    expect(await listed(url, host)).toEqual([]);
  });

  it('[MEDIA-2] the same picture again is there once; a name is not given twice', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const taken = new Date(Date.now() - 60_000).toISOString();
    const first = await send(url, host, `/one?taken=${taken}`, PNG);
    expect([first.status, first.body.taken]).toEqual([201, taken]);
    const again = await send(url, host, '/one', PNG);
    expect([again.status, again.body.taken]).toEqual([200, taken]);
    const other = await send(url, host, '/one', OTHER_PNG);
    expect([other.status, other.body.code]).toEqual([409, 'api/name-taken']);
    expect((await send(url, editor, '/one', PNG)).status).toBe(409);
    const racing = await Promise.all([PNG, OTHER_PNG, JPEG, WEBP].map(body => send(url, host, '/two', body)));
    expect(racing.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const won = racing.find(({ status }) => status === 201)?.body.bytes;
    expect((await (await get(url, host, '/two')).arrayBuffer()).byteLength).toBe(won);
    expect((await listed(url, host)).map(({ name }) => name)).toEqual(['two', 'one']);
    const summary = await fetch(`${url}/api/sessions/${host.session}/analytics`, asking(host));
    expect(analyticsAnswer.parse(await summary.json()).event_counts['screenshot.taken']).toBe(2);
  });

  it('[MEDIA-2] a session keeps a number of pictures', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    for (let i = 0; i < LIMITS.screenshotsPerSessionCount; i++) {
      expect((await send(url, host, `/shot-${i}`, SMALL)).status).toBe(201);
    }
    const full = await send(url, host, '/one-more', SMALL);
    expect([full.status, full.body.code]).toEqual([507, 'api/quota']);
    expect((await send(url, host, '/shot-7', SMALL)).status).toBe(200);
  });

  it('[MEDIA-1] a name is checked before anything else', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    for (const name of ['/..%2fkeys', '/a%00b', '/.hidden', `/${'x'.repeat(65)}`, '/a b', '/ä']) {
      expect([name, (await send(url, host, name, PNG)).status]).toEqual([name, 404]);
    }
    expect((await send(url, host, '/one?unknown=1', PNG)).status).toBe(400);
  });
});

describe('having', () => {
  it('[MEDIA-3] a picture and its thumbnail come back as they were sent, also after a restart', async () => {
    const dataFolder = newFolder();
    const before = await relayOn({ dataFolder });
    const host = await hostOf(before.url);
    await send(before.url, host, '/one', OTHER_PNG);
    expect((await get(before.url, host, '/one/thumbnail')).status).toBe(404);
    const small = await send(before.url, host, '/one/thumbnail', PNG);
    expect(small.status).toBe(201);
    expect((await send(before.url, host, '/one/thumbnail', png(9, 9, 65 * 1024))).status).toBe(413);
    expect((await send(before.url, host, '/none/thumbnail', PNG)).status).toBe(404);
    await before.close();

    const { url } = await relayOn({ dataFolder });
    const [view] = await listed(url, host);
    const own = (path: string, more = {}) => fetch(url + path, asking(host, more));
    const image = await own(view?.url ?? '');
    expect(Buffer.from(await image.arrayBuffer()).equals(OTHER_PNG)).toBe(true);
    expect(Object.fromEntries(image.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(OTHER_PNG.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const thumbnail = await own(view?.thumbnail_url ?? '');
    expect(Buffer.from(await thumbnail.arrayBuffer()).equals(PNG)).toBe(true);
    const etag = image.headers.get('etag') ?? '';
    expect((await own(view?.url ?? '', { 'if-none-match': etag })).status).toBe(304);
    expect((await own(view?.url ?? '', { 'if-none-match': '"x"' })).status).toBe(200);
  });

  it('[MEDIA-4] who may look, who may add, and who may take away', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const other = await guestOf(url, host, 'editor');
    const viewer = await guestOf(url, host, 'viewer');
    const stranger = { ...(await hostOf(url)), session: host.session };
    const drop = async (guest: Guest, name: string): Promise<number> =>
      (await fetch(at(url, guest, `/${name}`), { method: 'DELETE', ...asking(guest) })).status;

    expect((await send(url, viewer, '/seen', PNG)).status).toBe(403);
    expect((await send(url, stranger, '/seen', PNG)).status).toBe(403);
    for (const name of ['one', 'two']) expect((await send(url, editor, `/${name}`, PNG)).status).toBe(201);
    expect((await send(url, other, '/one/thumbnail', PNG)).status).toBe(403);
    expect((await get(url, viewer, '/one')).status).toBe(200);
    expect((await get(url, stranger, '/one')).status).toBe(403);
    expect((await get(url, { ...host, token: 'none' }, '/one')).status).toBe(401);
    for (const guest of [viewer, other]) expect(await drop(guest, 'one')).toBe(403);
    expect(await drop(editor, 'one')).toBe(204);
    expect(await drop(host, 'two')).toBe(204);
    expect(await drop(host, 'two')).toBe(404);
    expect((await get(url, host, '/two')).status).toBe(404);
    expect(await listed(url, host)).toEqual([]);
  });
});
