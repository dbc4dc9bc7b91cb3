import { createHash } from 'node:crypto';
import { type AppError, assert, fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { BlobInfo, BlobStore, ByteRange } from '../../shared/ports.ts';
import { contentBytes, FrameWriter, readFrames, type SealedPlace } from './frames.ts';
import type { Keyring } from './keyring.ts';
import { Unreadable } from './seal.ts';
import type { Draft, Shelf } from './shelf.ts';

/** The part of a keyring that files need. */
export type SessionKeys = Pick<Keyring, 'of' | 'existing'>;

export interface BlobLimits {
  readonly blobMaxBytes: number;
  readonly blobsPerSessionBytes: number;
  readonly blobsPerSessionCount: number;
}

type Part = Parameters<BlobStore['receive']>[2];
type Received = { readonly received: number; readonly complete: boolean };

/** A write under way. */
interface Writing {
  /** What it will take when it is done. */
  readonly total: number;
  /** What of it has come in, on disk or not; undefined before that was looked at. */
  received: number | undefined;
  done: Promise<unknown>;
  readonly cancelled: Promise<typeof CANCELLED>;
  readonly cancel: () => void;
}

const NAME = /^[a-z0-9-]{1,80}$/;
const CANCELLED = Symbol('cancelled');

function check(id: SessionId, name?: string): void {
  assert(isSessionId(id), 'blobs are kept by session id');
  assert(name === undefined || NAME.test(name), 'not a name for a blob');
}

const blobPlace = (id: SessionId, name: string): string => `blob/${id}/${name}`;

const diskFailed = (error: unknown): Result<never> =>
  fail('store/unavailable', (error as NodeJS.ErrnoException).code, error);

/** Blobs on a shelf: a folder for each session, a file for each blob, sealed with the session's key. */
export class Blobs implements BlobStore {
  readonly #shelf: Shelf;
  readonly #keys: SessionKeys;
  readonly #limits: BlobLimits;
  readonly #writing = new Map<SessionId, Map<string, Writing>>();

  constructor(shelf: Shelf, keys: SessionKeys, limits: BlobLimits = LIMITS) {
    this.#shelf = shelf;
    this.#keys = keys;
    this.#limits = limits;
  }

  async stat(id: SessionId, name: string): Promise<BlobInfo | undefined> {
    check(id, name);
    const file = await this.#shelf.open(id, name);
    await file?.close();
    return file && { bytes: contentBytes(file.size) };
  }

  async read(id: SessionId, name: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const info = await this.stat(id, name);
    if (!info) return undefined;
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? info.bytes, info.bytes);
    return this.#stream(id, name, start, end);
  }

  async put(id: SessionId, name: string, content: Uint8Array): Promise<Result<BlobInfo, AppError>> {
    check(id, name);
    const bytes = content.length;
    if (bytes > this.#limits.blobMaxBytes) return fail('api/too-large');
    for (let other = this.#writingOf(id, name); other; other = this.#writingOf(id, name)) await other.done;
    return this.#write(id, name, bytes, async draft => {
      await draft.truncate(0);
      const writer = await FrameWriter.resume(draft, await this.#placeOf(id, name), bytes);
      await writer.write(content);
      await writer.finish();
      await draft.publish();
      return ok({ bytes });
    });
  }

  async received(id: SessionId, name: string): Promise<number> {
    check(id, name);
    const writing = this.#writingOf(id, name);
    if (writing?.received !== undefined) return writing.received;
    const listed = await this.#shelf.list(id);
    return contentBytes(listed.find(each => each.isDraft && each.name === name)?.bytes ?? 0);
  }

  async receive(id: SessionId, name: string, part: Part): Promise<Result<Received, AppError>> {
    check(id, name);
    if (part.total > this.#limits.blobMaxBytes) return fail('api/too-large');
    if (this.#writingOf(id, name)) return fail('api/range', 'it is being sent already');
    return this.#write(id, name, part.total, async (draft, writing) => {
      const finished = await this.stat(id, name);
      if (finished) {
        await draft.discard();
        return ok({ received: finished.bytes, complete: true });
      }
      return this.#fill(draft, await this.#placeOf(id, name), part, writing);
    });
  }

  async list(id: SessionId): Promise<readonly (readonly [string, BlobInfo])[]> {
    check(id);
    const listed = await this.#shelf.list(id);
    return listed
      .filter(each => !each.isDraft)
      .map(({ name, bytes }) => [name, { bytes: contentBytes(bytes) }] as const);
  }

  async remove(id: SessionId, name: string): Promise<boolean> {
    check(id, name);
    return this.#shelf.remove(id, name);
  }

  async erase(id: SessionId): Promise<void> {
    check(id);
    const writing = [...(this.#writing.get(id)?.values() ?? [])];
    for (const each of writing) each.cancel();
    await Promise.allSettled(writing.map(each => each.done));
    await this.#shelf.removeFolder(id);
  }

  async #placeOf(id: SessionId, name: string): Promise<SealedPlace> {
    return { key: await this.#keys.of(id), place: blobPlace(id, name) };
  }

  #writingOf(id: SessionId, name: string): Writing | undefined {
    return this.#writing.get(id)?.get(name);
  }

  /** Does `work` as the only writer of this blob, where the session has room for it. A draft that `work` does not end is kept. */
  async #write<T>(
    id: SessionId,
    name: string,
    total: number,
    work: (draft: Draft, writing: Writing) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> {
    const cancelling = new AbortController();
    const cancelled = new Promise<typeof CANCELLED>(resolve =>
      cancelling.signal.addEventListener('abort', () => resolve(CANCELLED)),
    );
    const writing: Writing = {
      total,
      received: undefined,
      done: Promise.resolve(),
      cancelled,
      cancel: () => cancelling.abort(),
    };
    const attempt = async (): Promise<Result<T, AppError>> => {
      try {
        const used = await this.#usedWithout(id, name);
        if (used.bytes + total > this.#limits.blobsPerSessionBytes) return fail('api/quota');
        if (used.count >= this.#limits.blobsPerSessionCount) return fail('api/quota', 'too many files');
        const draft = await this.#shelf.draft(id, name);
        try {
          return await work(draft, writing);
        } finally {
          await draft.keep();
        }
      } catch (error) {
        return diskFailed(error);
      }
    };
    const writings = this.#writing.get(id) ?? new Map<string, Writing>();
    this.#writing.set(id, writings);
    // Entered in the turn of the call, so that a second one sees it.
    writings.set(name, writing);
    const done = attempt();
    writing.done = done;
    try {
      return await done;
    } finally {
      writings.delete(name);
      if (writings.size === 0) this.#writing.delete(id);
    }
  }

  /** What a session's other blobs take: those that are being written count as what they will be. */
  async #usedWithout(
    id: SessionId,
    name: string,
  ): Promise<{ readonly bytes: number; readonly count: number }> {
    const writings = this.#writing.get(id) ?? new Map<string, Writing>();
    const lying = (await this.#shelf.list(id))
      .filter(each => each.name !== name && !writings.has(each.name))
      .map(each => contentBytes(each.bytes));
    const coming = [...writings].filter(([other]) => other !== name).map(([, { total }]) => total);
    const all = [...lying, ...coming];
    return { bytes: all.reduce((sum, bytes) => sum + bytes, 0), count: all.length };
  }

  /** Takes in what `part.source` gives, and finishes the draft when it is all there. */
  async #fill(
    draft: Draft,
    place: SealedPlace,
    part: Part,
    writing: Writing,
  ): Promise<Result<Received, AppError>> {
    const writer = await FrameWriter.resume(draft, place, part.total);
    writing.received = writer.received;
    if (part.offset !== writer.received) {
      await writer.pause();
      return fail('api/range', `there are ${writer.received} bytes`);
    }
    const iterator = part.source[Symbol.asyncIterator]();
    for (;;) {
      const step = await Promise.race([iterator.next(), writing.cancelled]).catch(
        () => ({ done: true }) as const,
      );
      if (step === CANCELLED) {
        await draft.discard();
        // A source that hangs would not let go either.
        void Promise.allSettled([iterator.return?.()]);
        return fail('api/deleted');
      }
      if (step.done) break;
      if (writer.received + step.value.length > part.total) {
        await draft.discard();
        await iterator.return?.();
        return fail('api/hash', 'more than was announced');
      }
      await writer.write(step.value);
      writing.received = writer.received;
    }
    if (writer.received < part.total) {
      await writer.pause();
      return ok({ received: writer.received, complete: false });
    }
    await writer.finish();
    if ((await sha256(readFrames(draft, place))) !== part.sha256) {
      await draft.discard();
      return fail('api/hash');
    }
    await draft.publish();
    return ok({ received: part.total, complete: true });
  }

  async *#stream(id: SessionId, name: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const key = await this.#keys.existing(id);
    // Opened at the first step: a stream that nobody reads leaves nothing open.
    const file = key && (await this.#shelf.open(id, name));
    if (!file) throw new Unreadable(blobPlace(id, name));
    try {
      if (start < end || start === 0)
        yield* readFrames(file, { key, place: blobPlace(id, name) }, start, end);
    } finally {
      await file.close();
    }
  }
}

/** The hash of what can be read; undefined where something cannot. */
async function sha256(content: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of content) hash.update(piece);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
  return hash.digest('hex');
}
