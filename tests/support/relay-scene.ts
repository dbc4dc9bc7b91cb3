import { expect } from 'vitest';
import * as Y from 'yjs';
import { editOf, put, valuesOf } from './documents.ts';
import { guestOf, hostOf, relayOn } from './relay.ts';
import { fetchDocument, RawClient, update } from './wire.ts';

/** An honest editor who is at work, and somebody else who may edit too and means no good. */
export async function scene() {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const [anna, mallory] = await Promise.all([
    guestOf(relay.url, host, 'editor'),
    guestOf(relay.url, host, 'editor'),
  ]);
  const doc = new Y.Doc();
  const honest = await RawClient.join(relay.url, anna);
  honest.send(update(editOf(doc, put('a', 1))));
  await honest.barrier(1);
  let barriers = 1;
  return {
    relay,
    host,
    anna,
    mallory,
    honest,
    doc,
    attacker: await RawClient.join(relay.url, mallory),
    stored: async () => {
      const stored = await fetchDocument(relay.url, host);
      expect(stored.store.pendingStructs).toBeNull();
      expect(stored.store.pendingDs).toBeNull();
      return valuesOf(stored);
    },
    /** The honest one goes on, and finds everything as it was. */
    goesOn: async (expected: Record<string, unknown> = { a: 1 }) => {
      barriers += 1;
      honest.send(update(editOf(doc, put('later', barriers))));
      await honest.barrier(barriers);
      const stored = valuesOf(await fetchDocument(relay.url, host));
      expect(stored).toEqual({ ...expected, later: barriers });
      expect(stored).toEqual(valuesOf(doc));
    },
  };
}
