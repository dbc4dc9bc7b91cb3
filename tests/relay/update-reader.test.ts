import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The reader decides what Yjs ever sees, so it is tested from inside.
import { summarize } from '../../relay/rooms/update-reader.ts';
import { choices, randomUpdates } from './random-updates.ts';

describe('the update reader', () => {
  it('[RELAY-1] reads what Yjs writes exactly as Yjs reads it', () => {
    fc.assert(
      fc.property(choices, numbers => {
        const { doc, updates } = randomUpdates(numbers);
        for (const bytes of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates)]) {
          const summary = summarize(bytes);
          const { from, to } = Y.parseUpdateMeta(bytes);
          const ranges = [...(summary?.structs ?? [])];
          expect(new Map(ranges.map(([client, range]) => [client, range.from]))).toEqual(from);
          expect(new Map(ranges.map(([client, range]) => [client, range.to]))).toEqual(to);
          const deleted = [...Y.decodeUpdate(bytes).ds.clients].flatMap(([client, items]) =>
            items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
          );
          expect(summary?.deletes).toEqual(deleted);
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
        if (summarize(broken)) expect(() => Y.decodeUpdate(broken)).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });

  it('[RELAY-2] counts that the bytes do not hold are refused without allocating for them', () => {
    const bombs = [
      // one client, thirty million structs; a hundred million clients; as many deletions; a struct of 2^40 clocks
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
    ];
    for (const bomb of bombs) expect(summarize(Uint8Array.from(bomb))).toBeUndefined();
  });
});
