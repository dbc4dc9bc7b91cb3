import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { newSessionId } from '../../shared/ids.ts';
import type { BlobStore } from '../../shared/ports.ts';

const KiB = 1024;
/** What every implementation is opened with here, so that its limits can be met. */
export const BLOB_TEST_LIMITS = {
  blobMaxBytes: 400 * KiB,
  blobsPerSessionBytes: 1000 * KiB,
  blobsPerSessionCount: 20,
};

const bytes = (length: number, seed = 1): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) & 0xff);
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

async function* inPieces(content: Uint8Array, length = 10_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += length) yield content.subarray(at, at + length);
}

async function* breaking(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* inPieces(content);
  throw new Error('the line went dead');
}

/** A source that gives a piece and then waits for ever; `waits` resolves when it does. */
function hanging(content: Uint8Array): { source: AsyncIterable<Uint8Array>; waits: Promise<unknown> } {
  const steps = new EventEmitter();
  const waits = once(steps, 'wait');
  async function* source(): AsyncGenerator<Uint8Array> {
    yield content;
    steps.emit('wait');
    await once(steps, 'never');
  }
  return { source: source(), waits };
}

async function whole(stream: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (!stream) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/**
 * Everything that `BlobStore` promises. `open` with a name that was used before comes back to what is there.
 */
export function blobStoreContract(name: string, open: (name: string) => Promise<BlobStore>): void {
  describe(`blob store: ${name}`, () => {
    let count = 0;
    const freshName = (): string => `blobs-${++count}`;
    const send = (store: BlobStore, id: ReturnType<typeof newSessionId>, content: Uint8Array, offset = 0) =>
      store.receive(id, sha256(content), {
        offset,
        total: content.length,
        sha256: sha256(content),
        source: inPieces(content.subarray(offset)),
      });

    it.each([0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])(
      '[BLOB-1] gives back %i bytes as they came, also after reopening',
      async length => {
        const at = freshName();
        const id = newSessionId();
        const content = bytes(length);
        const store = await open(at);
        expect(await send(store, id, content)).toEqual({
          ok: true,
          value: { received: length, complete: true },
        });
        expect(await store.put(id, 'shot-1', content)).toEqual({ ok: true, value: { bytes: length } });
        const again = await open(at);
        for (const blob of [sha256(content), 'shot-1']) {
          expect(await again.stat(id, blob)).toEqual({ bytes: length });
          expect(await whole(await again.read(id, blob))).toEqual(content);
        }
        expect(await again.list(id)).toHaveLength(2);
      },
    );

    it('[BLOB-1] gives back any part', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const content = bytes(200_000);
      await send(store, id, content);
      for (const [start, end] of [
        [0, 1],
        [65_535, 65_537],
        [65_536, 131_072],
        [1, 199_999],
        [199_999, 200_000],
        [150_000, 999_999],
        [5, 5],
      ] as const) {
        const part = await whole(await store.read(id, sha256(content), { start, end }));
        expect(part).toEqual(content.slice(start, end));
      }
    });

    it('[BLOB-2] an unfinished one is not found, and goes on where it stopped, also after reopening', async () => {
      const at = freshName();
      const id = newSessionId();
      const content = bytes(250_001);
      const blob = sha256(content);
      let store = await open(at);
      const all = { total: content.length, sha256: blob };
      const cuts = [100, 70_000, 131_072, 200_000];
      for (const [i, cut] of cuts.entries()) {
        const offset = i === 0 ? 0 : (cuts[i - 1] as number);
        const source =
          i % 2 ? breaking(content.subarray(offset, cut)) : inPieces(content.subarray(offset, cut));
        expect(await store.receive(id, blob, { ...all, offset, source })).toEqual({
          ok: true,
          value: { received: cut, complete: false },
        });
        store = await open(at);
        expect(await store.received(id, blob)).toBe(cut);
        expect(await store.stat(id, blob)).toBeUndefined();
        expect(await store.read(id, blob)).toBeUndefined();
        expect(await store.list(id)).toEqual([]);
      }
      expect(await send(store, id, content, 200_000)).toMatchObject({ value: { complete: true } });
      expect(await whole(await store.read(id, blob))).toEqual(content);
      expect(await store.received(id, blob)).toBe(0);
    });

    it('[BLOB-2] a part that does not begin where it stopped is refused and changes nothing', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const content = bytes(1000);
      const blob = sha256(content);
      await store.receive(id, blob, {
        offset: 0,
        total: 1000,
        sha256: blob,
        source: inPieces(content.subarray(0, 500)),
      });
      for (const offset of [0, 499, 501, 1000, -1]) {
        expect(await send(store, id, content, offset)).toMatchObject({ error: { code: 'api/range' } });
      }
      expect(await store.received(id, blob)).toBe(500);
      expect(await send(store, id, content, 500)).toMatchObject({ value: { complete: true } });
    });

    it('[BLOB-3] what is not what its hash says is thrown away, and so is what goes on too long', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const content = bytes(1000);
      const part = { offset: 0, total: 1000, sha256: sha256(content) };
      for (const wrong of [bytes(1000, 2), bytes(1001)]) {
        expect(await store.receive(id, 'a', { ...part, source: inPieces(wrong) })).toMatchObject({
          error: { code: 'api/hash' },
        });
        expect(await store.received(id, 'a')).toBe(0);
        expect(await store.stat(id, 'a')).toBeUndefined();
      }
      expect(await store.receive(id, 'a', { ...part, source: inPieces(content) })).toMatchObject({
        ok: true,
      });
    });

    it('[BLOB-3] one that is there stays as it is when it is sent again', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const content = bytes(1000);
      await send(store, id, content);
      expect(await send(store, id, content)).toEqual({ ok: true, value: { received: 1000, complete: true } });
      expect(await store.received(id, sha256(content))).toBe(0);
    });

    it('[BLOB-4] a small one is replaced whole; of many at once each is whole', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      await store.put(id, 'shot', bytes(90_000, 1));
      await store.put(id, 'shot', bytes(10, 2));
      expect(await whole(await store.read(id, 'shot'))).toEqual(bytes(10, 2));
      const versions = [3, 4, 5, 6].map(seed => bytes(70_000 + seed, seed));
      const answers = await Promise.all(versions.map(each => store.put(id, 'shot', each)));
      expect(answers.every(each => each.ok)).toBe(true);
      expect(versions).toContainEqual(await whole(await store.read(id, 'shot')));
    });

    it('[BLOB-5] neither one blob nor a session grows over its limit, whoever sends at the same time', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const { blobMaxBytes } = BLOB_TEST_LIMITS;
      const tooLarge = { error: { code: 'api/too-large' } };
      expect(await store.put(id, 'a', bytes(blobMaxBytes + 1))).toMatchObject(tooLarge);
      expect(await send(store, id, bytes(blobMaxBytes + 1))).toMatchObject(tooLarge);
      const contents = [1, 2, 3, 4].map(seed => bytes(blobMaxBytes, seed));
      const answers = await Promise.all(contents.map(each => send(store, id, each)));
      const refused = answers.filter(each => !each.ok);
      expect(refused.length).toBeGreaterThanOrEqual(2);
      for (const each of refused) expect(each).toMatchObject({ error: { code: 'api/quota' } });
      for (const each of contents) await send(store, id, each);
      expect(await store.list(id)).toHaveLength(2);
      // Another session has its own, and what is removed makes room.
      expect(await send(store, newSessionId(), contents[0] as Uint8Array)).toMatchObject({ ok: true });
      await store.remove(id, (await store.list(id))[0]?.[0] as string);
      expect(await send(store, id, bytes(blobMaxBytes, 9))).toMatchObject({ ok: true });
    });

    it('[BLOB-6] sessions are kept apart; one is removed, all are erased, unfinished ones too', async () => {
      const store = await open(freshName());
      const [id, other] = [newSessionId(), newSessionId()];
      for (const each of [id, other]) {
        await store.put(each, 'a', bytes(10));
        await store.put(each, 'b', bytes(20));
        const part = { offset: 0, total: 100, sha256: '0' };
        await store.receive(each, 'c', { ...part, source: inPieces(bytes(30)) });
      }
      expect(await store.remove(id, 'a')).toBe(true);
      expect(await store.remove(id, 'a')).toBe(false);
      expect(await store.list(id)).toEqual([['b', { bytes: 20 }]]);
      await store.erase(id);
      await store.erase(id);
      expect(await store.list(id)).toEqual([]);
      expect(await store.received(id, 'c')).toBe(0);
      expect(await store.list(other)).toHaveLength(2);
      expect(await store.received(other, 'c')).toBe(30);
    });

    it('[BLOB-6] erasing ends what is being sent; a second sender of the same is told to come back', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const part = { offset: 0, total: 100, sha256: '0' };
      const { source, waits } = hanging(bytes(30));
      const first = store.receive(id, 'c', { ...part, source });
      await waits;
      expect(await store.receive(id, 'c', { ...part, source: inPieces(bytes(30)) })).toMatchObject({
        error: { code: 'api/range' },
      });
      await store.erase(id);
      expect(await first).toMatchObject({ error: { code: 'api/deleted' } });
      expect(await store.received(id, 'c')).toBe(0);
    });

    it('[BLOB-20] an upload that is ended by its signal leaves nothing, whatever had come before and although all of it is there', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      const reason = { code: 'api/forbidden' } as const;
      const whole = { offset: 0, total: 100, sha256: '0' };
      const { source, waits } = hanging(bytes(30));
      const ending = new AbortController();
      const first = store.receive(id, 'a', { ...whole, source, signal: ending.signal });
      await waits;
      ending.abort(reason);
      expect(await first).toEqual({ ok: false, error: reason });
      expect(await store.received(id, 'a')).toBe(0);
      // Ended with its last byte, and before it began.
      const content = bytes(50);
      const late = new AbortController();
      async function* last(): AsyncGenerator<Uint8Array> {
        yield content;
        late.abort(reason);
      }
      const sent = { offset: 0, total: 50, sha256: sha256(content) };
      for (const source of [last(), inPieces(content)]) {
        const ended = await store.receive(id, sent.sha256, { ...sent, source, signal: late.signal });
        expect(ended).toEqual({ ok: false, error: reason });
        expect(await store.stat(id, sent.sha256)).toBeUndefined();
      }
      expect(await send(store, id, content)).toMatchObject({ value: { complete: true } });
      // Too late for one that is done.
      const over = new AbortController();
      await store.receive(id, 'b', { ...whole, source: inPieces(bytes(10)), signal: over.signal });
      over.abort(reason);
      expect(await store.received(id, 'b')).toBe(10);
    });

    it('[BLOB-21] unfinished ones that nobody goes on with are dropped, the oldest first, as far as it takes', async () => {
      const store = await open(freshName());
      const [id, other] = [newSessionId(), newSessionId()];
      const part = { offset: 0, total: 100, sha256: '0' };
      const begin = async (session: typeof id, name: string): Promise<void> => {
        await store.receive(session, name, { ...part, source: inPieces(bytes(30)) });
        await new Promise(resolve => setTimeout(resolve, 15));
      };
      const left = async (): Promise<number[]> =>
        Promise.all([store.received(id, 'a'), store.received(other, 'b'), store.received(id, 'c')]);
      await begin(id, 'a');
      await begin(other, 'b');
      await begin(id, 'c');
      await store.put(id, 'whole', bytes(20));
      // Seen for the first time: nobody knows how long they lie there already.
      expect(await store.dropIdle(1)).toBe(0);
      await new Promise(resolve => setTimeout(resolve, 5));
      expect(await store.dropIdle(1, 1)).toBeGreaterThan(30);
      expect(await left()).toEqual([0, 30, 30]);
      // Gone on with, it is not idle any more.
      await store.receive(other, 'b', { ...part, offset: 30, source: inPieces(bytes(10)) });
      const { source, waits } = hanging(bytes(10));
      const sending = store.receive(id, 'd', { ...part, source });
      await waits;
      expect(await store.dropIdle(1)).toBeGreaterThan(30);
      expect(await left()).toEqual([0, 40, 0]);
      expect(await store.received(id, 'd')).toBe(10);
      expect(await store.list(id)).toEqual([['whole', { bytes: 20 }]]);
      await store.erase(id);
      expect(await sending).toMatchObject({ error: { code: 'api/deleted' } });
    });

    it('[BLOB-7] takes no id and no name that could be a path', async () => {
      const store = await open(freshName());
      const id = newSessionId();
      for (const bad of ['', '.', '..', '../x', 'a/b', 'a\\b', 'a.part', 'A', 'x'.repeat(81), 'a\0']) {
        await expect(store.stat(id, bad)).rejects.toThrow('not a name');
        await expect(store.put(id, bad, bytes(1))).rejects.toThrow('not a name');
      }
      await expect(store.list('..' as typeof id)).rejects.toThrow('session id');
      await expect(store.erase('.' as typeof id)).rejects.toThrow('session id');
    });
  });
}
