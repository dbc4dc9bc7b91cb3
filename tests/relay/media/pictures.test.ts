import sharp from 'sharp';
import { expect, it } from 'vitest';
import { PictureDecoder } from '../../../relay/media/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { pictureOf } from '../../support/pictures.ts';
import { hostOf, relayOn } from '../../support/relay.ts';

const SMALL = await pictureOf(8, 8, 'png');
/**
 * Some 49 million pixels in less than a megabyte. Interlaced: all of them have to be there before one is
 * known.
 */
const bomb = (format: 'png' | 'jpeg'): Promise<Buffer> =>
  sharp({ create: { width: 7_000, height: 7_000, channels: 3, background: 'red' } })
    .toFormat(format, { progressive: true, chromaSubsampling: '4:4:4' })
    .toBuffer();

/** The first bytes of a PNG that says that it is so large, and nothing of its picture. */
function promising(width: number, height: number, from = SMALL, bytes = 64): Buffer {
  const made = Buffer.alloc(bytes);
  from.copy(made, 0, 0, 29);
  made.writeUInt32BE(width, 16);
  made.writeUInt32BE(height, 20);
  return made;
}

it('[MEDIA-24] a picture is what can be decoded to its end, in the size that it says', async () => {
  const pictures = new PictureDecoder();
  const formats = [
    await pictureOf(300, 200, 'png'),
    await pictureOf(300, 200, 'png', { progressive: true, palette: true }),
    await pictureOf(300, 200, 'jpeg'),
    await pictureOf(300, 200, 'jpeg', { progressive: true }),
    await pictureOf(300, 200, 'webp'),
    await pictureOf(300, 200, 'webp', { lossless: true }),
  ];
  for (const picture of formats) {
    expect(await pictures.decode(picture)).toMatchObject({ ok: true, value: { width: 300, height: 200 } });
    for (const share of [0.02, 0.5, 0.95]) {
      const cut = picture.subarray(0, Math.max(40, Math.floor(picture.length * share)));
      expect(await pictures.decode(cut)).toMatchObject({ error: { code: 'api/media-type' } });
    }
  }
  for (const [width, height] of [
    [4_096, 4_096],
    [8_192, 6_000],
    [1, 1],
  ] as const) {
    expect(await pictures.decode(promising(width, height))).toMatchObject({
      error: { code: 'api/media-type' },
    });
  }
  // Within the sides, and more pixels than anybody decodes.
  expect(await pictures.decode(promising(8_192, 8_192))).toMatchObject({ error: { code: 'api/too-large' } });
  const jpeg = Buffer.from('ffd8ffc0001108010203040300000000', 'hex');
  const webp = Buffer.from('524946460000000057454250565038580a00000000000000ff0300ff0100', 'hex');
  for (const header of [jpeg, webp]) {
    expect(await pictures.decode(header)).toMatchObject({ error: { code: 'api/media-type' } });
  }
});

it('[MEDIA-24] a picture that holds none is refused by the relay, as a thumbnail too', async () => {
  const { url } = await relayOn();
  const host = await hostOf(url);
  const post = async (path: string, body: Buffer): Promise<number> => {
    const response = await fetch(`${url}/api/sessions/${host.session}/screenshots${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token}`, 'content-type': 'image/png' },
      body: new Uint8Array(body),
    });
    return response.status;
  };
  expect(await post('/none', promising(8_192, 8_192))).toBe(413);
  expect(await post('/none', promising(800, 600))).toBe(415);
  expect(await post('/none', promising(800, 600, SMALL, LIMITS.screenshotMaxBytes))).toBe(415);
  expect(await post('/one', SMALL)).toBe(201);
  expect(await post('/one/thumbnail', promising(80, 60))).toBe(415);
  expect(await post('/one/thumbnail', SMALL)).toBe(201);
});

it('[MEDIA-25] what takes too long or too much memory to decode is given up, and costs nobody else', async () => {
  const [png, jpeg] = [await bomb('png'), await bomb('jpeg')];
  const hurried = new PictureDecoder({ maxMs: 250 });
  const order: string[] = [];
  const look = async (name: string, content: Buffer, sender: string) => {
    const { ok, ...rest } = await hurried.decode(content, sender);
    order.push(name);
    return ok ? 'picture' : (rest as { error: { code: string } }).error.code;
  };
  const all = await Promise.all([
    look('first bomb', png, '10.0.0.1'),
    look('second bomb', png, '10.0.0.1'),
    look('third bomb', png, '10.0.0.1'),
    look('neighbour', SMALL, '10.0.0.2'),
  ]);
  expect(all).toEqual(['api/too-large', 'api/too-large', 'api/too-large', 'picture']);
  // Nobody waits for all that somebody else has brought.
  expect(order.indexOf('neighbour')).toBeLessThan(order.indexOf('second bomb'));

  const MiB = 1024 * 1024;
  const frugal = new PictureDecoder({ maxBytes: 160 * MiB });
  expect(await frugal.decode(jpeg)).toMatchObject({ error: { code: 'api/too-large' } });
  expect(await frugal.decode(SMALL)).toMatchObject({ ok: true });
}, 60_000);

it('[MEDIA-25] one address has so many pictures waiting, and so much time', async () => {
  const pictures = new PictureDecoder({ waitingCount: 3, burstMs: 1, perSecondMs: 0.001 });
  const many = await Promise.all(Array.from({ length: 6 }, () => pictures.decode(SMALL, '2001:db8::1')));
  // One is being decoded, three wait.
  expect(many.filter(({ ok }) => ok)).toHaveLength(4);
  expect(await pictures.decode(SMALL, '2001:db8::2')).toMatchObject({ error: { code: 'api/too-fast' } });
  expect(await pictures.decode(SMALL, '2001:db8:0:1::2')).toMatchObject({ ok: true });
  expect(await pictures.decode(SMALL)).toMatchObject({ ok: true });
});
