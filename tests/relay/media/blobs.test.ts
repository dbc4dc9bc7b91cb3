import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type BlobAnswer, blobAnswer, type Problem } from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newFolder, onCleanup } from '../../support/cleanup.ts';
import { type Guest, guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const at = (url: string, guest: Guest, sha256: string): string =>
  `${url}/api/sessions/${guest.session}/blobs/${sha256}`;
const asking = ({ token }: Guest, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

async function put(
  url: string,
  guest: Guest,
  sha256: string,
  body: Uint8Array,
  more: Record<string, string> = {},
) {
  const response = await fetch(at(url, guest, sha256), {
    method: 'PUT',
    body: Buffer.from(body),
    ...asking(guest, more),
  });
  return { status: response.status, body: (await response.json()) as BlobAnswer & Problem };
}
const get = (url: string, guest: Guest, sha256: string, more: Record<string, string> = {}) =>
  fetch(at(url, guest, sha256), asking(guest, more));
const head = (url: string, guest: Guest, sha256: string) =>
  fetch(at(url, guest, sha256), { method: 'HEAD', ...asking(guest) });
const offsetOf = async (url: string, guest: Guest, sha256: string): Promise<number> =>
  Number((await head(url, guest, sha256)).headers.get('upload-offset'));

/** An upload that says how long it will be, and has sent nothing yet. Ended with the test. */
function sendSlowly(url: string, guest: Guest, sha256: string, bytes: number): ClientRequest {
  const sending = request(at(url, guest, sha256), {
    method: 'PUT',
    headers: { ...asking(guest).headers, 'content-length': bytes },
  });
  sending.on('error', error => {
    // It is broken off here, or answered before it has ended.
    if (!['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  });
  onCleanup(() => sending.destroy());
  return sending;
}
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const part = (bytes: Buffer, start: number, end: number) =>
  [bytes.subarray(start, end), { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` }] as const;

describe('sending', () => {
  it('[MEDIA-5] a blob has the hash that it is named by', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const bytes = randomBytes(300_000);
    const sha256 = hashOf(bytes);
    const sent = await put(url, host, sha256, bytes, { 'content-type': 'model/gltf-binary' });
    expect([sent.status, blobAnswer.parse(sent.body)]).toEqual([
      201,
      { session_id: host.session, sha256, received: bytes.length, complete: true },
    ]);
    expect((await put(url, host, sha256, bytes)).status).toBe(201);
    const wrong = hashOf(randomBytes(1));
    const refused = await put(url, host, wrong, bytes);
    expect([refused.status, refused.body.code]).toEqual([422, 'api/hash']);
    const none = await head(url, host, wrong);
    expect([none.status, none.headers.get('upload-offset')]).toEqual([404, '0']);
    for (const name of ['x', sha256.toUpperCase(), '..%2f..%2fkeys', `${sha256}0`]) {
      expect([name, (await put(url, host, name, bytes)).status]).toEqual([name, 404]);
    }
    expect((await put(url, host, sha256, bytes, { 'content-type': 'text/html' })).status).toBe(415);
  });

  it('[MEDIA-6] goes up in parts, each where the last one ended', async () => {
    const dataFolder = newFolder();
    const before = await relayOn({ dataFolder });
    const host = await hostOf(before.url);
    const bytes = randomBytes(500_000);
    const sha256 = hashOf(bytes);
    const [first, firstAt] = part(bytes, 0, 200_000);
    const sent = await put(before.url, host, sha256, first, firstAt);
    expect([sent.status, sent.body.received, sent.body.complete]).toEqual([202, 200_000, false]);
    expect((await get(before.url, host, sha256)).status).toBe(404);
    await before.close();

    const { url } = await relayOn({ dataFolder });
    const partly = await head(url, host, sha256);
    expect([partly.status, partly.headers.get('upload-offset')]).toEqual([404, '200000']);
    const [late, lateAt] = part(bytes, 200_001, 500_000);
    const gap = await put(url, host, sha256, late, lateAt);
    expect([gap.status, gap.body.code]).toEqual([416, 'api/range']);
    const [last, lastAt] = part(bytes, 200_000, 500_000);
    expect((await put(url, host, sha256, last, lastAt)).status).toBe(201);
    expect((await bytesOf(await get(url, host, sha256))).equals(bytes)).toBe(true);
  });

  it('[MEDIA-6] all of it over a part that is there', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const bytes = randomBytes(200_000);
    const sha256 = hashOf(bytes);
    await put(url, host, sha256, ...part(bytes, 0, 123_456));
    expect((await put(url, host, sha256, bytes)).status).toBe(201);
    expect((await bytesOf(await get(url, host, sha256))).equals(bytes)).toBe(true);
  });

  it('[MEDIA-6] a connection that breaks leaves what had arrived', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const bytes = randomBytes(1_000_000);
    const sha256 = hashOf(bytes);
    const broken = sendSlowly(url, host, sha256, bytes.length);
    broken.write(bytes.subarray(0, 400_000));
    await until(async () => (await offsetOf(url, host, sha256)) === 400_000, 'the first bytes to arrive');
    broken.destroy();
    const [rest, restAt] = part(bytes, 400_000, bytes.length);
    await until(
      async () => (await put(url, host, sha256, rest, restAt)).status === 201,
      'the rest to be taken',
    );
    expect((await bytesOf(await get(url, host, sha256))).equals(bytes)).toBe(true);
  });

  it('[MEDIA-8] what is too large, or says how large it is in two ways, is refused', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const sha256 = hashOf(randomBytes(1));
    const bytes = randomBytes(10);
    const large = await put(url, host, sha256, bytes, {
      'content-range': `bytes 0-9/${LIMITS.blobMaxBytes + 1}`,
    });
    expect([large.status, large.body.code]).toEqual([413, 'api/too-large']);
    for (const range of ['bytes 0-10/20', 'bytes 5-4/20', 'bytes 0-9/*', 'bytes 10-19/15', 'all']) {
      expect((await put(url, host, sha256, bytes, { 'content-range': range })).status).toBe(400);
    }
    // Refused while it is still being sent: nobody waits for 65 MiB to come in.
    const long = sendSlowly(url, host, sha256, LIMITS.blobMaxBytes + 1);
    long.write(bytes);
    const [answer] = await once(long, 'response');
    expect(answer.statusCode).toBe(413);
  });

  it('[MEDIA-8] all blobs of a session share its room', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    // What is being sent counts as what it will be.
    for (let sent = 0; sent < LIMITS.blobsPerSessionBytes; sent += LIMITS.blobMaxBytes) {
      const sha256 = hashOf(randomBytes(8));
      const sending = sendSlowly(url, host, sha256, LIMITS.blobMaxBytes);
      sending.write('x');
      await until(async () => (await offsetOf(url, host, sha256)) === 1, 'it to begin');
    }
    const more = await put(url, host, hashOf(Buffer.from('x')), Buffer.from('x'));
    expect([more.status, more.body.code]).toEqual([507, 'api/quota']);
  });
});

describe('reading', () => {
  it('[MEDIA-7] whole and in part, for ever the same', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const bytes = randomBytes(200_000);
    const sha256 = hashOf(bytes);
    await put(url, host, sha256, bytes);
    const whole = await get(url, host, sha256);
    expect((await bytesOf(whole)).equals(bytes)).toBe(true);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '200000',
      'cache-control': 'private, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: `"${sha256}"`,
    });
    const found = await head(url, host, sha256);
    expect([found.status, found.headers.get('content-length')]).toEqual([200, '200000']);
    const some = await get(url, host, sha256, { range: 'bytes=65530-131080' });
    expect([some.status, some.headers.get('content-range')]).toEqual([206, 'bytes 65530-131080/200000']);
    expect((await bytesOf(some)).equals(bytes.subarray(65_530, 131_081))).toBe(true);
    const end = await get(url, host, sha256, { range: 'bytes=-5' });
    expect((await bytesOf(end)).equals(bytes.subarray(-5))).toBe(true);
    const beyond = await get(url, host, sha256, { range: 'bytes=200000-' });
    expect([beyond.status, ((await beyond.json()) as Problem).code]).toEqual([416, 'api/range']);
    expect((await get(url, host, sha256, { 'if-none-match': `"${sha256}"` })).status).toBe(304);
    expect((await get(url, host, hashOf(randomBytes(2)))).status).toBe(404);
  });

  it('[MEDIA-4] members read, viewers too, and viewers add nothing', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const viewer = await guestOf(url, host, 'viewer');
    const stranger = { ...(await hostOf(url)), session: host.session };
    const bytes = randomBytes(10);
    const sha256 = hashOf(bytes);
    expect((await put(url, viewer, sha256, bytes)).status).toBe(403);
    expect((await put(url, stranger, sha256, bytes)).status).toBe(403);
    expect((await put(url, { ...host, token: 'none' }, sha256, bytes)).status).toBe(401);
    expect((await put(url, editor, sha256, bytes)).status).toBe(201);
    expect((await get(url, viewer, sha256)).status).toBe(200);
    expect((await get(url, stranger, sha256)).status).toBe(403);
    expect((await head(url, stranger, sha256)).status).toBe(403);
    const elsewhere = await hostOf(url);
    expect((await get(url, elsewhere, sha256)).status).toBe(404);
  });
});
