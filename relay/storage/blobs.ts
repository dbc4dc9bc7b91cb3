import { createHash } from 'node:crypto';
import { type AppError, assert, fail, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { BlobInfo, BlobStore, ByteRange } from '../../shared/ports.ts';
import type { Draft, Shelf } from './shelf.ts';

export interface BlobLimits {
  readonly blobMaxBytes: number;
  readonly blobsPerSessionBytes: number;
}

type Part = Parameters<BlobStore['receive']>[2];
type Received = { readonly received: number; readonly complete: boolean };

/** A write under way. */
interface Writing {
  /** What it will take when it is done. */
  readonly total: number;
  readonly done: Promise<unknown>;
  readonly cancel: () => void;
}

const NAME = /^[a-z0-9-]{1,80}$/;
const CHUNK_BYTES = 64 * 1024;
const CANCELLED = Symbol('cancelled');

function check(id: SessionId, name?: string): void {
  assert(isSessionId(id), 'blobs are kept by session id');
  assert(name === undefined || NAME.test(name), 'not a name for a blob');
}

const diskFailed = (error: unknown): Result<never> =>
  fail('store/unavailable', (error as NodeJS.ErrnoException).code, error);

/** Blobs on a shelf: a folder for each session, a file for each blob. */
export class Blobs implements BlobStore {
  readonly #shelf: Shelf;
  readonly #limits: BlobLimits;
  readonly #writing = new Map<SessionId, Map<string, Writing>>();

  constructor(shelf: Shelf, limits: BlobLimits = LIMITS) {
    this.#shelf = shelf;
    this.#limits = limits;
  }

  async stat(id: SessionId, name: string): Promise<BlobInfo | undefined> {
    check(id, name);
    const file = await this.#shelf.open(id, name);
    await file?.close();
    return file && { bytes: file.size };
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
      await draft.append(content);
      await draft.publish();
      return ok({ bytes });
    });
  }

  async received(id: SessionId, name: string): Promise<number> {
    check(id, name);
    const listed = await this.#shelf.list(id);
    return listed.find(each => each.isDraft && each.name === name)?.bytes ?? 0;
  }

  async receive(id: SessionId, name: string, part: Part): Promise<Result<Received, AppError>> {
    check(id, name);
    if (part.total > this.#limits.blobMaxBytes) return fail('api/too-large');
    if (this.#writingOf(id, name)) return fail('api/range', 'it is being sent already');
    return this.#write(id, name, part.total, async (draft, cancelled) => {
      const finished = await this.stat(id, name);
      if (finished) {
        await draft.discard();
        return ok({ received: finished.bytes, complete: true });
      }
      if (part.offset !== draft.size) return fail('api/range', `there are ${draft.size} bytes`);
      return this.#fill(draft, part, cancelled);
    });
  }

  async list(id: SessionId): Promise<readonly (readonly [string, BlobInfo])[]> {
    check(id);
    const listed = await this.#shelf.list(id);
    return listed.filter(each => !each.isDraft).map(({ name, bytes }) => [name, { bytes }] as const);
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

  #writingOf(id: SessionId, name: string): Writing | undefined {
    return this.#writing.get(id)?.get(name);
  }

  /** Does `work` as the only writer of this blob, where the session has room for it. A draft that `work` does not end is kept. */
  async #write<T>(
    id: SessionId,
    name: string,
    total: number,
    work: (draft: Draft, cancelled: Promise<typeof CANCELLED>) => Promise<Result<T, AppError>>,
  ): Promise<Result<T, AppError>> {
    const cancelling = new AbortController();
    const cancelled = new Promise<typeof CANCELLED>(resolve =>
      cancelling.signal.addEventListener('abort', () => resolve(CANCELLED)),
    );
    const attempt = async (): Promise<Result<T, AppError>> => {
      try {
        const used = await this.#usedWithout(id, name);
        if (used + total > this.#limits.blobsPerSessionBytes) return fail('api/quota');
        const draft = await this.#shelf.draft(id, name);
        try {
          return await work(draft, cancelled);
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
    const done = Promise.resolve().then(attempt);
    writings.set(name, { total, done, cancel: () => cancelling.abort() });
    try {
      return await done;
    } finally {
      writings.delete(name);
      if (writings.size === 0) this.#writing.delete(id);
    }
  }

  /** What a session's other blobs take: those that are being written count as what they will be. */
  async #usedWithout(id: SessionId, name: string): Promise<number> {
    const writings = this.#writing.get(id) ?? new Map<string, Writing>();
    const lying = (await this.#shelf.list(id))
      .filter(each => each.name !== name && !writings.has(each.name))
      .reduce((sum, each) => sum + each.bytes, 0);
    return [...writings].reduce((sum, [other, { total }]) => (other === name ? sum : sum + total), lying);
  }

  /** Takes in what `part.source` gives, and finishes the draft when it is all there. */
  async #fill(
    draft: Draft,
    part: Part,
    cancelled: Promise<typeof CANCELLED>,
  ): Promise<Result<Received, AppError>> {
    const iterator = part.source[Symbol.asyncIterator]();
    for (;;) {
      const step = await Promise.race([iterator.next(), cancelled]).catch(() => ({ done: true }) as const);
      if (step === CANCELLED) {
        await draft.discard();
        // A source that hangs would not let go either.
        void Promise.allSettled([iterator.return?.()]);
        return fail('api/deleted');
      }
      if (step.done) break;
      if (draft.size + step.value.length > part.total) {
        await draft.discard();
        await iterator.return?.();
        return fail('api/hash', 'more than was announced');
      }
      await draft.append(step.value);
    }
    if (draft.size < part.total) return ok({ received: draft.size, complete: false });
    if ((await sha256(draft)) !== part.sha256) {
      await draft.discard();
      return fail('api/hash');
    }
    await draft.publish();
    return ok({ received: part.total, complete: true });
  }

  async *#stream(id: SessionId, name: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    // Opened at the first step: a stream that nobody reads leaves nothing open.
    const file = await this.#shelf.open(id, name);
    if (!file) throw new Error('the blob was removed before it was read');
    try {
      for (let at = start; at < end; at += CHUNK_BYTES)
        yield await file.read(at, Math.min(at + CHUNK_BYTES, end));
    } finally {
      await file.close();
    }
  }
}

async function sha256(draft: Draft): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < draft.size; at += CHUNK_BYTES) {
    hash.update(await draft.read(at, Math.min(at + CHUNK_BYTES, draft.size)));
  }
  return hash.digest('hex');
}
