import * as encoding from 'lib0/encoding';
import type { UpdateSummary } from './update-reader.ts';

/**
 * Returns the update without the structs that the document has. Yjs works on those too before it passes over
 * them: it makes the roots that they name, and splits what they claim to stand beside. Nobody has judged
 * them, so it never sees any.
 */
export function withoutKnown(update: Uint8Array, { structs, deletesAt }: UpdateSummary): Uint8Array {
  let isCut = false;
  for (const each of structs.values()) isCut ||= each.isCut;
  if (!isCut) return update;
  return encoding.encode(encoder => {
    const fresh = [...structs].filter(([, { items }]) => items.length > 0);
    encoding.writeVarUint(encoder, fresh.length);
    for (const [client, { items, source }] of fresh) {
      encoding.writeVarUint(encoder, source.count);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, items[0]?.clock ?? 0);
      encoding.writeUint8Array(encoder, update.subarray(source.start, source.end));
    }
    encoding.writeUint8Array(encoder, update.subarray(deletesAt));
  });
}
