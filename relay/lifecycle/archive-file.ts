import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { SessionId } from '../../shared/ids.ts';
import type { Collection, RecordChange, StoredDocument } from '../../shared/ports.ts';
import { CorruptData, readSealedFile, type Storage, writeSealedFile } from '../storage/index.ts';

/**
 * The folder of archives, one file for each archived session: compressed, then sealed with the session's key.
 */
export const ARCHIVE_FOLDER = 'archive';

const FORMAT = 1;
/** Nine tenths of what brotli can do, in a tenth of the time. */
const QUALITY = 5;

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** The data that moves from the store to an archive. */
export interface Archived {
  readonly document: Pick<StoredDocument, 'snapshot' | 'updates'> | undefined;
  readonly records: readonly Extract<RecordChange, { type: 'put' }>[];
}

const placeOf = (id: SessionId): string => `${ARCHIVE_FOLDER}/${id}`;

/** Writes an archive, complete and flushed when it resolves. */
export async function writeArchive(
  { files, keys }: Storage,
  id: SessionId,
  { document, records }: Archived,
): Promise<void> {
  const content = encoding.encode(encoder => {
    encoding.writeVarUint(encoder, FORMAT);
    encoding.writeAny(encoder, {
      document: document && { snapshot: document.snapshot, updates: [...document.updates] },
      records: records.map(({ collection, key, value }) => ({
        collection,
        key,
        json: JSON.stringify(value),
      })),
    });
  });
  const small = await compress(content, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  await writeSealedFile(files, ARCHIVE_FOLDER, id, { key: await keys.of(id), place: placeOf(id) }, small);
}

/** Reads an archive. Throws `CorruptData`, also where there is none. */
export async function readArchive({ files, keys }: Storage, id: SessionId): Promise<Archived> {
  const key = await keys.existing(id);
  const small = key && (await readSealedFile(files, ARCHIVE_FOLDER, id, { key, place: placeOf(id) }));
  if (!small) throw new CorruptData(`${placeOf(id)}: it is not there`);
  const decoder = decoding.createDecoder(await decompress(small));
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT) throw new CorruptData(`${placeOf(id)}: format ${format}`);
  // It was sealed, so it is what was written.
  const read = decoding.readAny(decoder) as {
    document?: { snapshot?: Uint8Array; updates: Uint8Array[] };
    records: { collection: Collection; key: string; json: string }[];
  };
  return {
    document: read.document && { snapshot: read.document.snapshot, updates: read.document.updates },
    records: read.records.map(({ collection, key, json }) => ({
      type: 'put',
      collection,
      key,
      value: JSON.parse(json),
    })),
  };
}
