import * as encoding from 'lib0/encoding';
import type { UpdateSummary } from './update-reader.ts';

/**
 * What of an update the document does not have, as an update. Yjs works on structs that it has too before it
 * passes over them: it makes the roots that they name, and splits what they claim to stand beside. So it
 * never sees any: nobody has judged them.
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
