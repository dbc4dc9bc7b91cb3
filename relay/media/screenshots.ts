import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { IMAGE_TYPES, screenshotName, userId } from '../../shared/api/index.ts';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { BlobStore, RecordStore, RecordValue } from '../../shared/ports.ts';
import { KeyedMutex } from '../access/index.ts';
import { pictures } from './picture-decoder.ts';

type ImageType = (typeof IMAGE_TYPES)[number];

/** One picture, or its thumbnail, among the session's blobs. */
const kept = z.object({ blob: z.string(), type: z.enum(IMAGE_TYPES), bytes: z.number() });
export type KeptImage = z.output<typeof kept>;

const record = z.object({
  image: kept,
  thumbnail: kept.nullable(),
  /** SHA-256 of the picture: hex. */
  sha256: z.string(),
  width: z.number(),
  height: z.number(),
  /** ms since epoch */
  taken: z.number(),
  by: userId,
});

/** A screenshot's record, with its name. */
export type StoredScreenshot = Omit<z.output<typeof record>, 'by'> & {
  readonly name: string;
  readonly by: UserId;
};

export interface NewScreenshot {
  /** Left out: one is made. */
  readonly name?: string | undefined;
  /** ms since epoch */
  readonly taken: number;
  readonly by: UserId;
  readonly content: Uint8Array;
  /** The address whose share of decoding time it takes. Undefined: no share, as for an operator. */
  readonly sender?: string;
  readonly stillMay?: StillMay;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const keyOf = (session: SessionId, name: string): string => `${session}/${name}`;

/**
 * Checks again, once a picture was decoded, which takes its time, whether it may be stored. An error keeps it
 * out.
 */
type StillMay = () => Promise<AppError | undefined>;

/** Returns the type and size of a picture that can be decoded and is of a type that we take. */
async function look(
  content: Uint8Array,
  sender: string | undefined,
): Promise<Result<{ readonly type: ImageType; readonly width: number; readonly height: number }>> {
  const found = await pictures.decode(content, sender);
  if (!found.ok) return found;
  const { width, height } = found.value;
  const type = IMAGE_TYPES.find(each => each === found.value.type);
  return type ? ok({ type, width, height }) : fail('api/media-type');
}

/** A session's pictures: each is a record, and blobs that it names. Names are checked by the caller. */
export class Screenshots {
  readonly #records: RecordStore;
  readonly #blobs: BlobStore;
  readonly #mutex = new KeyedMutex();

  constructor(records: RecordStore, blobs: BlobStore) {
    this.#records = records;
    this.#blobs = blobs;
  }

  /** Returns the pictures, the newest first. */
  async list(session: SessionId): Promise<readonly StoredScreenshot[]> {
    const prefix = `${session}/`;
    const rows = await this.#records.list('screenshots', { prefix });
    const found = rows.flatMap(([key, value]) => read(key.slice(prefix.length), value) ?? []);
    return found.sort((a, b) => b.taken - a.taken || (a.name < b.name ? -1 : 1));
  }

  async get(session: SessionId, name: string): Promise<StoredScreenshot | undefined> {
    return read(name, await this.#records.get('screenshots', keyOf(session, name)));
  }

  /**
   * Stores a picture. The same person may send the same picture under the same name again, and gets the one
   * that is there: `isNew` says which. Fails with `api/media-type`, `api/too-large`, `api/name-taken`,
   * `api/quota` or as the blob store does.
   */
  async add(
    session: SessionId,
    { name = makeName(), taken, by, content, sender, stillMay }: NewScreenshot,
  ): Promise<Result<{ readonly screenshot: StoredScreenshot; readonly isNew: boolean }, AppError>> {
    if (content.length > LIMITS.screenshotMaxBytes) return fail('api/too-large');
    const header = await look(content, sender);
    if (!header.ok) return header;
    return this.#mutex.run(session, async () => {
      const no = await stillMay?.();
      if (no) return { ok: false, error: no };
      const hash = sha256(content);
      const before = await this.get(session, name);
      if (before) {
        const isSame = before.sha256 === hash && before.by === by;
        return isSame ? ok({ screenshot: before, isNew: false }) : fail('api/name-taken');
      }
      const others = await this.#records.list('screenshots', { prefix: `${session}/` });
      if (others.length >= LIMITS.screenshotsPerSessionCount) {
        return fail('api/quota', `${others.length} pictures`);
      }
      const { type, width, height } = header.value;
      const image = await this.#keep(session, 'shot', type, content);
      if (!image.ok) return image;
      const facts = { image: image.value, thumbnail: null, sha256: hash, width, height, taken, by };
      await this.#records.put('screenshots', keyOf(session, name), facts);
      return ok({ screenshot: { name, ...facts }, isNew: true });
    });
  }

  /**
   * Stores a small version of a picture, in the place of an earlier one. `by` must have taken the picture.
   */
  async addThumbnail(
    session: SessionId,
    name: string,
    by: UserId,
    { content, sender, stillMay }: Pick<NewScreenshot, 'content' | 'sender' | 'stillMay'>,
  ): Promise<Result<StoredScreenshot, AppError>> {
    if (content.length > LIMITS.thumbnailMaxBytes) return fail('api/too-large');
    const header = await look(content, sender);
    if (!header.ok) return header;
    return this.#mutex.run(session, async () => {
      const no = await stillMay?.();
      if (no) return { ok: false, error: no };
      const before = await this.get(session, name);
      if (!before) return fail('api/not-found');
      if (before.by !== by) return fail('api/forbidden', 'only who took the picture may do that');
      const thumbnail = await this.#keep(session, 'thumbnail', header.value.type, content);
      if (!thumbnail.ok) return thumbnail;
      const { name: _name, ...facts } = before;
      await this.#records.put('screenshots', keyOf(session, name), { ...facts, thumbnail: thumbnail.value });
      if (before.thumbnail) await this.#blobs.remove(session, before.thumbnail.blob);
      return ok({ ...before, thumbnail: thumbnail.value });
    });
  }

  /** Removes a picture; returns false where there was none. */
  remove(session: SessionId, name: string): Promise<boolean> {
    return this.#mutex.run(session, async () => {
      const before = await this.get(session, name);
      if (!before) return false;
      // The record first: a picture that is listed is there.
      await this.#records.write([{ type: 'remove', collection: 'screenshots', key: keyOf(session, name) }]);
      for (const image of [before.image, before.thumbnail]) {
        if (image) await this.#blobs.remove(session, image.blob);
      }
      return true;
    });
  }

  async #keep(
    session: SessionId,
    what: 'shot' | 'thumbnail',
    type: ImageType,
    content: Uint8Array,
  ): Promise<Result<KeptImage, AppError>> {
    const blob = `${what}-${randomUUID()}`;
    const put = await this.#blobs.put(session, blob, content);
    return put.ok ? ok({ blob, type, bytes: content.length }) : put;
  }
}

const makeName = (): string => `shot-${randomUUID()}`;

function read(name: string, value: RecordValue | undefined): StoredScreenshot | undefined {
  const found = record.safeParse(value);
  if (!found.success || !screenshotName.safeParse(name).success) return undefined;
  return { name, ...found.data };
}
