import { type KeyObject, randomBytes } from 'node:crypto';
import type { FileReader, PartialFile } from './file-store.ts';
import { CorruptData, SEAL_BYTES, seal, unseal } from './seal.ts';

/**
 * A sealed file: a head (4 bytes that say what it is, 16 random ones that name this very file), then frames,
 * each of 64 KiB of content but the last, each sealed on its own, so that a part can be read and an
 * unfinished file taken up again. Bound to a frame: the file's place and name, its number, and whether it is
 * the last. So none can be exchanged, moved or cut off.
 */

const MAGIC = Buffer.from('AFS1');
const HEAD_BYTES = 20;
export const FRAME_BYTES = 64 * 1024;
const SEALED_FRAME_BYTES = FRAME_BYTES + SEAL_BYTES;

/** The place of a file, and the key it is sealed with. */
export interface SealedPlace {
  readonly key: KeyObject;
  /** Names what the file is and whose; files of two places must not be told apart by anything else. */
  readonly place: string;
}

/** Returns how many bytes of content a sealed file, or the whole frames of one that was cut off, holds. */
export function contentBytes(fileBytes: number): number {
  const body = Math.max(0, fileBytes - HEAD_BYTES);
  const whole = Math.floor(body / SEALED_FRAME_BYTES);
  return whole * FRAME_BYTES + Math.max(0, body - whole * SEALED_FRAME_BYTES - SEAL_BYTES);
}

const startOf = (frame: number): number => HEAD_BYTES + frame * SEALED_FRAME_BYTES;

const frameSeal = (place: string, head: Uint8Array, frame: number, isLast: boolean): string =>
  `${place}/${Buffer.from(head).toString('hex')}/${frame}/${isLast ? 'last' : 'more'}`;

/** Adds content to a draft of a sealed file. Nothing is complete before `finish`. */
export class FrameWriter {
  readonly #draft: PartialFile;
  readonly #place: SealedPlace;
  readonly #head: Uint8Array;
  /** Of the content of the whole file, when it is complete. */
  readonly #total: number;
  #frames: number;
  /** Content of the frame that is not sealed yet. */
  #rest: Uint8Array;
  #received: number;

  /** Continues a draft. What a crash left of a frame that cannot be read is dropped. */
  static async resume(draft: PartialFile, place: SealedPlace, total: number): Promise<FrameWriter> {
    if (draft.size < HEAD_BYTES) {
      await draft.truncate(0);
      const head = Buffer.concat([MAGIC, randomBytes(HEAD_BYTES - MAGIC.length)]);
      await draft.append(head);
      return new FrameWriter(draft, place, head, total, 0, new Uint8Array());
    }
    const head = await draft.read(0, HEAD_BYTES);
    const frames = Math.floor(contentBytes(draft.size) / FRAME_BYTES);
    const rest = draft.size > startOf(frames) ? await draft.read(startOf(frames), draft.size) : undefined;
    await draft.truncate(startOf(frames));
    const content = rest && openTail(place, head, frames, rest);
    return new FrameWriter(draft, place, head, total, frames, content ?? new Uint8Array());
  }

  private constructor(
    draft: PartialFile,
    place: SealedPlace,
    head: Uint8Array,
    total: number,
    frames: number,
    rest: Uint8Array,
  ) {
    this.#draft = draft;
    this.#place = place;
    this.#head = head;
    this.#total = total;
    this.#frames = frames;
    this.#rest = rest;
    this.#received = frames * FRAME_BYTES + rest.length;
  }

  /** Bytes of content so far. */
  get received(): number {
    return this.#received;
  }

  async write(content: Uint8Array): Promise<void> {
    let left = content;
    while (left.length > 0) {
      const taken = left.subarray(0, FRAME_BYTES - this.#rest.length);
      this.#rest = this.#rest.length === 0 ? taken.slice() : Buffer.concat([this.#rest, taken]);
      left = left.subarray(taken.length);
      this.#received += taken.length;
      if (this.#rest.length === FRAME_BYTES) await this.#flush(this.#received === this.#total);
    }
  }

  /** Writes what is there of an unfinished file; nothing is written after it. */
  async pause(): Promise<void> {
    if (this.#rest.length > 0) await this.#flush(false);
  }

  /** Seals the end, when all of it was written. */
  async finish(): Promise<void> {
    if (this.#rest.length > 0 || this.#total === 0) await this.#flush(true);
  }

  async #flush(isLast: boolean): Promise<void> {
    const { key, place } = this.#place;
    await this.#draft.append(seal(key, frameSeal(place, this.#head, this.#frames, isLast), this.#rest));
    this.#frames += 1;
    this.#rest = new Uint8Array();
  }
}

/**
 * Returns the content of a short frame at the end of a draft: one that was written before the end, or the end
 * itself.
 */
function openTail(
  { key, place }: SealedPlace,
  head: Uint8Array,
  frame: number,
  sealed: Uint8Array,
): Uint8Array | undefined {
  for (const isLast of [false, true]) {
    try {
      return unseal(key, frameSeal(place, head, frame, isLast), sealed);
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
    }
  }
  return undefined;
}

/**
 * Yields the content of a complete sealed file from `start` to `end`, in pieces. Throws `CorruptData`. Leaves
 * the file open.
 */
export async function* readFrames(
  file: Pick<FileReader, 'size' | 'read'>,
  { key, place }: SealedPlace,
  start = 0,
  end = contentBytes(file.size),
): AsyncGenerator<Uint8Array> {
  const size = contentBytes(file.size);
  const last = Math.max(0, Math.ceil(size / FRAME_BYTES) - 1);
  if (file.size < HEAD_BYTES + SEAL_BYTES) throw new CorruptData(place);
  const head = await file.read(0, HEAD_BYTES);
  if (!MAGIC.equals(head.subarray(0, MAGIC.length))) throw new CorruptData(place);
  const first = Math.floor(start / FRAME_BYTES);
  // An empty file has one frame all the same, which says that it ends there.
  const until = Math.max(1, Math.ceil(Math.min(end, size) / FRAME_BYTES));
  for (let frame = first; frame < until; frame++) {
    const sealed = await file.read(startOf(frame), Math.min(startOf(frame + 1), file.size));
    const content = unseal(key, frameSeal(place, head, frame, frame === last), sealed);
    const from = frame * FRAME_BYTES;
    yield content.subarray(Math.max(0, start - from), Math.max(0, Math.min(content.length, end - from)));
  }
}
