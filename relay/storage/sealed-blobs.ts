import { createHash } from 'node:crypto';
import { type AppError, assert, fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { BlobInfo, BlobStore, ByteRange } from '../../shared/ports.ts';
import type { FileStore, PartialFile } from './file-store.ts';
import { contentBytes, FrameWriter, readFrames, type SealedPlace } from './frames.ts';
import type { Keyring } from './keyring.ts';
import { CorruptData } from './seal.ts';

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
  /** The size of the whole. */
  readonly total: number;
  /** Bytes that have arrived, on disk or not; undefined before that was measured. */
  received: number | undefined;
  done: Promise<unknown>;
  /** Aborted with an `AppError`: it ends, and nothing of it is kept. */
  readonly ending: AbortController;
  /** Aborted when it is done. */
  readonly over: AbortSignal;
}

/** A draft that nobody is writing to, as it was first seen. */
interface Idle {
  readonly bytes: number;
  readonly changedMs: number;
  /** ms, monotonic */
  readonly since: number;
}

const NAME = /^[a-z0-9-]{1,80}$/;
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

function check(id: SessionId, name?: string): void {
  assert(isSessionId(id), 'blobs are kept by session id');
  assert(name === undefined || NAME.test(name), 'not a name for a blob');
}

const blobPlace = (id: SessionId, name: string): string => `blob/${id}/${name}`;

function diskFailed(error: unknown): Result<never> {
  const { code } = error as NodeJS.ErrnoException;
  return fail(FULL.has(code) ? 'store/full' : 'store/unavailable', code, error);
}

/** Blobs in files: a folder for each session, a file for each blob, sealed with the session's key. */
export class SealedBlobs implements BlobStore {
  readonly #files: FileStore;
  readonly #keys: SessionKeys;
  readonly #limits: BlobLimits;
  readonly #writing = new Map<SessionId, Map<string, Writing>>();
  /** By session and name. */
  readonly #idle = new Map<string, Idle>();

  constructor(files: FileStore, keys: SessionKeys, limits: BlobLimits = LIMITS) {
    this.#files = files;
    this.#keys = keys;
    this.#limits = limits;
  }

  async stat(id: SessionId, name: string): Promise<BlobInfo | undefined> {
    check(id, name);
    const file = await this.#files.open(id, name);
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
    const listed = await this.#files.list(id);
    return contentBytes(listed.find(each => each.isDraft && each.name === name)?.bytes ?? 0);
  }

  async receive(id: SessionId, name: string, part: Part): Promise<Result<Received, AppError>> {
    check(id, name);
    if (part.total > this.#limits.blobMaxBytes) return fail('api/too-large');
    if (this.#writingOf(id, name)) return fail('api/range', 'it is being sent already');
    const { signal } = part;
    return this.#write(id, name, part.total, async (draft, writing) => {
      const end = (): void => writing.ending.abort(signal?.reason);
      if (signal?.aborted) end();
      signal?.addEventListener('abort', end);
      writing.over.addEventListener('abort', () => signal?.removeEventListener('abort', end));
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
    const listed = await this.#files.list(id);
    return listed
      .filter(each => !each.isDraft)
      .map(({ name, bytes }) => [name, { bytes: contentBytes(bytes) }] as const);
  }

  async remove(id: SessionId, name: string): Promise<boolean> {
    check(id, name);
    return this.#files.remove(id, name);
  }

  async erase(id: SessionId): Promise<void> {
    check(id);
    const writing = [...(this.#writing.get(id)?.values() ?? [])];
    for (const each of writing) each.ending.abort({ code: 'api/deleted' } satisfies AppError);
    await Promise.allSettled(writing.map(each => each.done));
    await this.#files.removeFolder(id);
  }

  async dropIdle(idleMs: number, bytes = Number.POSITIVE_INFINITY): Promise<number> {
    const now = performance.now();
    const found = new Map<string, Idle & { readonly id: SessionId; readonly name: string }>();
    for (const id of (await this.#files.folders()).filter(isSessionId)) {
      for (const { name, isDraft, ...seen } of await this.#files.list(id)) {
        if (!isDraft || this.#writingOf(id, name)) continue;
        const place = blobPlace(id, name);
        const before = this.#idle.get(place);
        const isSame = before?.bytes === seen.bytes && before.changedMs === seen.changedMs;
        found.set(place, { id, name, ...seen, since: isSame ? before.since : now });
      }
    }
    this.#idle.clear();
    for (const [place, { bytes, changedMs, since }] of found)
      this.#idle.set(place, { bytes, changedMs, since });
    const idle = [...found.values()].filter(({ since }) => now - since >= idleMs);
    let freed = 0;
    for (const each of idle.sort((a, b) => a.changedMs - b.changedMs)) {
      if (freed >= bytes) break;
      if (await this.#dropDraft(each.id, each.name)) freed += each.bytes;
    }
    return freed;
  }

  /**
   * Deletes a draft as its only writer, so that nobody continues what is being deleted. Returns false where
   * somebody has begun to.
   */
  async #dropDraft(id: SessionId, name: string): Promise<boolean> {
    if (this.#writingOf(id, name)) return false;
    const dropped = await this.#exclusive(id, name, 0, async () => {
      await this.#files.removeDraft(id, name);
      return ok(true);
    });
    return dropped.ok;
  }

  async #placeOf(id: SessionId, name: string): Promise<SealedPlace> {
    return { key: await this.#keys.of(id), place: blobPlace(id, name) };
  }

  #writingOf(id: SessionId, name: string): Writing | undefined {
    return this.#writing.get(id)?.get(name);
  }

  /**
   * Runs `work` as the only writer of this blob, where the session has room for it. A draft that `work` does
   * not end is kept.
   */
  #write<T>(
    id: SessionId,
    name: string,
    total: number,
    work: (draft: PartialFile, writing: Writing) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> {
    return this.#exclusive(id, name, total, async writing => {
      const used = await this.#usedWithout(id, name);
      if (used.bytes + total > this.#limits.blobsPerSessionBytes) return fail('api/quota');
      if (used.count >= this.#limits.blobsPerSessionCount) return fail('api/quota', 'too many files');
      const draft = await this.#files.draft(id, name);
      try {
        return await work(draft, writing);
      } finally {
        await draft.keep();
      }
    });
  }

  /** Runs `work` as the only writer of this blob; a failure of the disk is an answer. */
  async #exclusive<T>(
    id: SessionId,
    name: string,
    total: number,
    work: (writing: Writing) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> {
    const over = new AbortController();
    const writing: Writing = {
      total,
      received: undefined,
      done: Promise.resolve(),
      ending: new AbortController(),
      over: over.signal,
    };
    const writings = this.#writing.get(id) ?? new Map<string, Writing>();
    this.#writing.set(id, writings);
    // Entered in the turn of the call, so that a second one sees it.
    writings.set(name, writing);
    const done = work(writing).catch(diskFailed);
    writing.done = done;
    try {
      return await done;
    } finally {
      over.abort();
      writings.delete(name);
      if (writings.size === 0) this.#writing.delete(id);
    }
  }

  /** Returns the size of a session's other blobs; those that are being written count as what they will be. */
  async #usedWithout(
    id: SessionId,
    name: string,
  ): Promise<{ readonly bytes: number; readonly count: number }> {
    const writings = this.#writing.get(id) ?? new Map<string, Writing>();
    const stored = (await this.#files.list(id))
      .filter(each => each.name !== name && !writings.has(each.name))
      .map(each => contentBytes(each.bytes));
    const incoming = [...writings].filter(([other]) => other !== name).map(([, { total }]) => total);
    const all = [...stored, ...incoming];
    return { bytes: all.reduce((sum, bytes) => sum + bytes, 0), count: all.length };
  }

  /** Writes what `part.source` yields, and finishes the draft when it is complete. */
  async #fill(
    draft: PartialFile,
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
    const ended = new Promise<void>(resolve => {
      if (writing.ending.signal.aborted) resolve();
      writing.ending.signal.addEventListener('abort', () => resolve(), { signal: writing.over });
    });
    for (;;) {
      const step = await Promise.race([iterator.next(), ended]).catch(() => ({ done: true }) as const);
      if (!step || writing.ending.signal.aborted) {
        await draft.discard();
        // A source that hangs would not let go either.
        void Promise.allSettled([iterator.return?.()]);
        return endedWith(writing);
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
    if (writing.ending.signal.aborted) {
      await draft.discard();
      return endedWith(writing);
    }
    await draft.publish();
    return ok({ received: part.total, complete: true });
  }

  async *#stream(id: SessionId, name: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const key = await this.#keys.existing(id);
    // Opened at the first step: a stream that nobody reads leaves nothing open.
    const file = key && (await this.#files.open(id, name));
    if (!file) throw new CorruptData(blobPlace(id, name));
    try {
      if (start < end || start === 0)
        yield* readFrames(file, { key, place: blobPlace(id, name) }, start, end);
    } finally {
      await file.close();
    }
  }
}

const endedWith = ({ ending }: Writing): Result<never> => ({
  ok: false,
  error: ending.signal.reason as AppError,
});

/** Returns the hash of what can be read; undefined where something cannot. */
async function sha256(content: AsyncIterable<Uint8Array>): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of content) hash.update(piece);
  } catch (error) {
    if (error instanceof CorruptData) return undefined;
    throw error;
  }
  return hash.digest('hex');
}
