import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { fail, ok, type Result } from '../../shared/errors.ts';

/**
 * Many files in one:
 *
 *     "ai-frame backup 1\n", then for each file: length of its path (u16), path (UTF-8), length (u64), content; at the end a path of no
 *     length and the SHA-256 of everything before it. Numbers are big endian.
 *
 * Without its end it is not a backup, and neither is it when a byte was changed.
 */
const MAGIC = Buffer.from('ai-frame backup 1\n');
const DIGEST_BYTES = 32;
const LENGTH_BYTES = 8;
const COPY_BYTES = 1024 * 1024;

/** Writes a container from its beginning to its end. Whoever made it calls `end` or `abandon`. */
export class ContainerWriter {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');

  /** `path` must not be there yet. Only its owner may read it. */
  static async create(path: string): Promise<ContainerWriter> {
    const writer = new ContainerWriter(await open(path, 'wx', 0o600));
    await writer.#write(MAGIC);
    return writer;
  }

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /**
   * Adds the file at `source` under `path`. Its size is taken when it is opened; later growth is left out.
   */
  async add(path: string, source: string): Promise<void> {
    const file = await open(source, 'r');
    try {
      const { size } = await file.stat();
      const name = Buffer.from(path);
      const head = Buffer.alloc(2 + name.length + LENGTH_BYTES);
      head.writeUInt16BE(name.length);
      head.set(name, 2);
      head.writeBigUInt64BE(BigInt(size), 2 + name.length);
      await this.#write(head);
      const piece = Buffer.alloc(Math.min(COPY_BYTES, size));
      for (let left = size; left > 0; ) {
        const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, left));
        if (bytesRead === 0) throw new Error(`${source} became shorter while it was read`);
        await this.#write(piece.subarray(0, bytesRead));
        left -= bytesRead;
      }
    } finally {
      await file.close();
    }
  }

  /** Ends the container, flushed when it resolves. */
  async end(): Promise<void> {
    await this.#write(Buffer.alloc(2));
    await this.#file.write(this.#hash.digest());
    await this.#file.sync();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done)).bytesWritten;
    }
  }
}

/** Reads exact numbers of bytes from a stream of chunks. */
class Reader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  readonly hash = createHash('sha256');

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Reads up to `count` bytes, at least one; undefined at the end. */
  async some(count: number): Promise<Buffer | undefined> {
    if (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async exactly(count: number, isHashed = true): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (!part) return undefined;
      parts.push(part);
      left -= part.length;
    }
    const bytes = Buffer.concat(parts);
    if (isHashed) this.hash.update(bytes);
    return bytes;
  }
}

/** One file of a container: read `content` to its end before asking for the next. */
export interface ContainerEntry {
  readonly path: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Passes every file to `take`, in order. Fails with `backup/damaged` where the container is not whole; what
 * was taken is then worth nothing.
 */
export async function readContainer(
  path: string,
  take: (entry: ContainerEntry) => Promise<void>,
): Promise<Result<void>> {
  const reader = new Reader(createReadStream(path, { highWaterMark: COPY_BYTES }));
  const damaged = (detail: string): Result<void> => fail('backup/damaged', detail);
  if (!(await reader.exactly(MAGIC.length))?.equals(MAGIC)) return damaged('it does not begin like a backup');
  for (;;) {
    const length = (await reader.exactly(2))?.readUInt16BE();
    if (length === undefined) return damaged('it ends too early');
    if (length === 0) break;
    const name = await reader.exactly(length);
    const size = await reader.exactly(LENGTH_BYTES);
    if (!name || !size) return damaged('it ends too early');
    const bytes = Number(size.readBigUInt64BE());
    let left = bytes;
    async function* content(): AsyncGenerator<Uint8Array> {
      while (left > 0) {
        const piece = await reader.some(left);
        if (!piece) return;
        reader.hash.update(piece);
        left -= piece.length;
        yield piece;
      }
    }
    await take({ path: name.toString(), bytes, content: content() });
    if (left > 0) return damaged('it ends too early');
  }
  const expected = reader.hash.digest();
  const digest = await reader.exactly(DIGEST_BYTES, false);
  if (!digest?.equals(expected)) return damaged('its bytes were changed');
  return (await reader.some(1)) ? damaged('there is more behind its end') : ok(undefined);
}
