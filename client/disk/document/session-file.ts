import * as Y from 'yjs';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import { FORMAT, ORIGINS, ROOTS, root, SessionDocument } from '../../../shared/session/index.ts';
import { cutText } from '../../../shared/text.ts';
import { deviceNow } from '../../model/index.ts';

/**
 * A session as a file, ending `.aiframe`:
 *
 *     8 bytes   "AIFRAME" and the file version (1)
 *     4 bytes   length of the header in bytes, little endian
 *     header    JSON in UTF-8: { format, name, exported }
 *     the rest  the whole document as one Yjs update (V1)
 */
const MAGIC = new TextEncoder().encode('AIFRAME');
const VERSION = 1;
const PREFIX_BYTES = MAGIC.length + 1 + 4;
const HEADER_MAX_BYTES = 4 * 1024;
/** A full session of 20,000 objects is about 5 MiB. */
const FILE_MAX_BYTES = 64 * 1024 * 1024;

const header = z.object({
  format: z.number().int().min(1),
  name: z.string().max(LIMITS.nameChars).overwrite(nameOf),
  exported: z.iso.datetime(),
});

export interface SessionFile {
  readonly name: string;
  /** Writes the file's content into a fresh document. */
  readonly writeTo: (document: SessionDocument) => void;
}

/** `name` is what the file will call the session. */
export function exportSession(document: SessionDocument, name: string): Blob {
  const head = new TextEncoder().encode(
    JSON.stringify({
      format: FORMAT,
      name: nameOf(name),
      exported: new Date(deviceNow()).toISOString(),
    }),
  );
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set(MAGIC);
  prefix[MAGIC.length] = VERSION;
  new DataView(prefix.buffer).setUint32(MAGIC.length + 1, head.length, true);
  const update = new Uint8Array(Y.encodeStateAsUpdate(document.doc));
  return new Blob([prefix, head, update], { type: 'application/octet-stream' });
}

/**
 * Reads a file that may be anything. Refusals are `file/unreadable`, and `document/newer-format` where only a
 * newer app can read it.
 */
export async function readSessionFile(file: Blob): Promise<Result<SessionFile>> {
  if (file.size < PREFIX_BYTES) return fail('file/unreadable', 'too short');
  if (file.size > FILE_MAX_BYTES) return fail('file/unreadable', 'too large');
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    return fail('file/unreadable', 'the browser could not read it', cause);
  }
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return fail('file/unreadable', 'another kind of file');
  if ((bytes[MAGIC.length] ?? 0) > VERSION) return fail('document/newer-format', 'file version');
  const length = new DataView(bytes.buffer).getUint32(MAGIC.length + 1, true);
  if (length > HEADER_MAX_BYTES || PREFIX_BYTES + length > bytes.length) {
    return fail('file/unreadable', 'header length');
  }
  const head = header.safeParse(parseJson(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length)));
  if (!head.success) return fail('file/unreadable', 'header');
  if (head.data.format > FORMAT) return fail('document/newer-format', 'document format');
  const content = readable(bytes.subarray(PREFIX_BYTES + length));
  if (!content.ok) return content;
  return ok({
    name: head.data.name,
    writeTo: document => Y.applyUpdate(document.doc, content.value, ORIGINS.import),
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined; // the schema refuses it
  }
}

/**
 * Returns what of these bytes can be shown, tried in a scratch document. A session whose beginning was lost
 * in part still has the rest of it.
 */
function readable(update: Uint8Array): Result<Uint8Array> {
  const scratch = new SessionDocument();
  const { doc } = scratch;
  try {
    // Decoding reads lazily, so a short file that claims millions of items is refused before anything is
    // allocated for them.
    Y.decodeUpdate(update);
    Y.applyUpdate(doc, update);
    const hasGap = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
    // Edits that depend on missing ones would be pending for ever: no other device has a session that is
    // imported as a new one.
    doc.store.pendingStructs = null;
    doc.store.pendingDs = null;
    const isKnown = ROOTS.some(name => root(doc, name).size > 0);
    if (isKnown || (update.length <= 2 && !hasGap)) return ok(Y.encodeStateAsUpdate(doc));
    return fail('file/unreadable', hasGap ? 'incomplete document' : 'not a session document');
  } catch (cause) {
    return fail('file/unreadable', cause instanceof Error ? cutText(cause.message, 200) : 'document');
  } finally {
    scratch.destroy();
  }
}
