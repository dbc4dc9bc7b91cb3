import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The reader decides what Yjs ever sees, so it is tested from inside.
import { UPDATE_CAPS } from '../../../relay/gate/update-content.ts';
import { summarize, type UpdateSummary } from '../../../relay/gate/update-reader.ts';
import { choices, randomUpdates } from '../../support/random-updates.ts';

/** What the reader makes of an update that it reads. */
function read(bytes: Uint8Array): UpdateSummary {
  const summary = summarize(bytes);
  if (typeof summary === 'string') throw new Error(summary);
  return summary;
}

describe('the update reader', () => {
  it('[RELAY-1] reads what Yjs writes exactly as Yjs reads it', () => {
    fc.assert(
      fc.property(choices, numbers => {
        const { doc, updates } = randomUpdates(numbers);
        for (const bytes of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates)]) {
          const { structs, deletes } = read(bytes);
          const { from, to } = Y.parseUpdateMeta(bytes);
          const ranges = [...structs];
          expect(new Map(ranges.map(([client, range]) => [client, range.from]))).toEqual(from);
          expect(new Map(ranges.map(([client, range]) => [client, range.to]))).toEqual(to);
          const deleted = [...Y.decodeUpdate(bytes).ds.clients].flatMap(([client, items]) =>
            items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
          );
          expect(deletes).toEqual(deleted);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('[RELAY-1] never throws, and passes nothing that Yjs then refuses to decode', () => {
    fc.assert(
      fc.property(choices, fc.nat(), fc.nat(255), fc.boolean(), (numbers, at, value, cut) => {
        const bytes = Y.encodeStateAsUpdate(randomUpdates(numbers).doc);
        const broken = cut ? bytes.slice(0, at % bytes.length) : bytes.slice();
        if (!cut) broken[at % broken.length] = value;
        if (summarize(broken) !== 'malformed') expect(() => Y.decodeUpdate(broken)).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });

  it('[RELAY-2] counts that the bytes do not hold are refused without allocating for them', () => {
    const bombs = [
      // one client, thirty million structs; a hundred million clients; as many deletions; a struct of 2^40
      // clocks
      [1, 0x80, 0x8c, 0xa7, 0x0e, 1, 0],
      [0xff, 0xff, 0xff, 0x7f],
      [0, 1, 1, 0xff, 0xff, 0xff, 0x7f],
      [1, 1, 5, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0],
      // the same client twice; a struct that hangs on itself; an empty struct
      [2, 1, 5, 0, 0, 1, 1, 5, 0, 0, 1, 0],
      [1, 1, 5, 0, 0x88, 5, 0, 1, 0x7f, 0],
      [1, 1, 5, 0, 8, 1, 1, 0x61, 0, 0],
      // a document inside the document; a deletion of nothing; bytes after the end
      [1, 1, 5, 0, 9, 1, 1, 0x61, 1, 0x67, 118, 0, 0],
      [0, 1, 5, 1, 0, 0],
      [0, 0, 0],
      // deletions that overlap, that go backwards, and of one client in two places: read over and over they
      // would cost the square of their number
      [0, 1, 5, 2, 0, 3, 2, 3],
      [0, 1, 5, 2, 4, 1, 0, 1],
      [0, 2, 5, 1, 0, 1, 5, 1, 0, 1],
    ];
    for (const bomb of bombs) expect(summarize(Uint8Array.from(bomb))).toBe('malformed');
  });

  it('[RELAY-2] values nested deeper than anything here are refused, always at the same depth', () => {
    const item = (kind: number, writeValue: (encoder: encoding.Encoder) => void): Uint8Array =>
      encoding.encode(encoder => {
        // one client with one struct: client 7, clock 0, a value of the root 'o' under the key 'k'
        for (const byte of [1, 1, 7, 0, kind | 0x20, 1]) encoding.writeUint8(encoder, byte);
        encoding.writeVarString(encoder, 'o');
        encoding.writeVarString(encoder, 'k');
        writeValue(encoder);
        encoding.writeUint8(encoder, 0);
      });
    const nested = (depth: number): unknown =>
      depth === 0 ? 1 : depth % 2 ? [nested(depth - 1)] : { a: nested(depth - 1) };
    const forms: ((value: unknown) => Uint8Array)[] = [
      value =>
        item(8, encoder => {
          encoding.writeVarUint(encoder, 1);
          encoding.writeAny(encoder, value as never);
        }),
      value =>
        item(2, encoder => {
          encoding.writeVarUint(encoder, 1);
          encoding.writeVarString(encoder, JSON.stringify(value));
        }),
      value => item(5, encoder => encoding.writeVarString(encoder, JSON.stringify(value))),
      value =>
        item(6, encoder => {
          encoding.writeVarString(encoder, 'bold');
          encoding.writeVarString(encoder, JSON.stringify(value));
        }),
    ];
    for (const form of forms) {
      expect(read(form(nested(UPDATE_CAPS.valueDepth))).structs.size).toBe(1);
      for (const depth of [UPDATE_CAPS.valueDepth + 1, 500, 3000])
        expect(summarize(form(nested(depth)))).toBe('malformed');
    }
  });
});
