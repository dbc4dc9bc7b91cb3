import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readAll, readContentRange, readRange, skip } from '../../../relay/media/index.ts';

const size = 1_000;
const part = (start: number, end: number) => ({ type: 'part', range: { start, end } });

it('[MEDIA-9] reads the three forms of a range', () => {
  expect(readRange('bytes=0-0', size)).toEqual(part(0, 1));
  expect(readRange('bytes=10-19', size)).toEqual(part(10, 20));
  expect(readRange('bytes=990-', size)).toEqual(part(990, 1_000));
  expect(readRange('bytes=-10', size)).toEqual(part(990, 1_000));
  expect(readRange('bytes=990-5000', size)).toEqual(part(990, 1_000));
  expect(readRange('bytes=-5000', size)).toEqual(part(0, 1_000));
  for (const none of ['bytes=1000-', 'bytes=1000-1001', 'bytes=-0']) {
    expect(readRange(none, size)).toEqual({ type: 'none' });
  }
  for (const all of [undefined, '', 'bytes=', 'bytes=-', 'bytes=9-3', 'bytes=0-1,4-5', 'items=0-1', '0-1']) {
    expect(readRange(all, size)).toEqual({ type: 'all' });
  }
});

it('[MEDIA-9] a part is inside the whole and never empty, whatever is asked (seed 20261122)', () => {
  const number = fc.oneof(fc.nat(2_000).map(String), fc.constant(''), fc.bigInt({ min: 0n }).map(String));
  fc.assert(
    fc.property(number, number, fc.nat(1_500), (first, last, bytes) => {
      const wanted = readRange(`bytes=${first}-${last}`, bytes);
      if (wanted.type !== 'part') return;
      const { start, end } = wanted.range;
      expect(start >= 0 && start < end && end <= bytes).toBe(true);
    }),
    { seed: 20261122, numRuns: 2_000 },
  );
});

it('[MEDIA-9] reads what part is brought, and nothing that is none (seed 20261123)', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), (start, last, total) => {
      const isPart = start <= last && last < total;
      expect(readContentRange(`bytes ${start}-${last}/${total}`)).toEqual(
        isPart ? { start, end: last + 1, total } : undefined,
      );
    }),
    { seed: 20261123 },
  );
  for (const none of ['', 'bytes', 'bytes */5', 'bytes 0-4/*', 'bytes 0-4', 'items 0-4/5', 'bytes -1-4/5']) {
    expect(readContentRange(none)).toBeUndefined();
  }
});

it('[MEDIA-9] skips exactly the bytes that are there already (seed 20261124)', async () => {
  async function* give(chunks: readonly Uint8Array[]) {
    yield* chunks;
  }
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 9 })), fc.nat(60), async (chunks, count) => {
      const whole = Buffer.concat(chunks);
      const rest = await readAll(skip(give(chunks), count), whole.length);
      expect(Buffer.from(rest ?? []).equals(whole.subarray(count))).toBe(true);
      const capped = await readAll(give(chunks), Math.max(0, whole.length - 1));
      expect(capped === undefined).toBe(whole.length > 0);
    }),
    { seed: 20261124 },
  );
});
