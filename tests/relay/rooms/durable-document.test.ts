import { expect, it } from 'vitest';
import * as Y from 'yjs';
// What happens behind the gate can only be seen from inside: the gate lets none of this through.
import { DurableDocument } from '../../../relay/rooms/durable-document.ts';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { editOf, put, valuesOf } from '../../support/documents.ts';

async function open() {
  const store = new MemoryStore();
  const id = newSessionId();
  const failures: unknown[] = [];
  const load = () => DurableDocument.load(id, store, error => failures.push(error));
  const document = await load();
  const doc = new Y.Doc();
  expect(document.apply(editOf(doc, put('a', 1)), true).type).toBe('applied');
  await document.whenDurable();
  const rows = async () => (await store.load(id))?.updates.length;
  return { document, load, rows, failures, doc };
}

it('[RELAY-8] an update that Yjs fails on half-way is not stored, and nothing is any more until it is loaded again', async () => {
  const { document, load, rows, doc } = await open();
  // A deleted value and what was inside it; then the same again, claimed to be longer, over what was
  // collected.
  const head = [189, 144, 185, 38, 0, 33, 1, 7, ...Buffer.from('objects'), 2, ...Buffer.from('k1')];
  const tail = [0, 1, 1, 189, 144, 185, 38, 1, 0, 2];
  expect(document.apply(Uint8Array.from([1, 2, ...head, 1, ...tail]), true).type).toBe('applied');
  const before = await rows();
  expect(document.apply(Uint8Array.from([1, 2, ...head, 38, ...tail]), true).type).toBe('broken');
  expect(document.apply(editOf(doc, put('b', 2)), true).type).toBe('broken');
  expect(await rows()).toBe(before);
  expect(valuesOf((await load()).doc)).toEqual({ a: 1 });
});

it('[RELAY-8] neither is one that leaves something pending although the gate took it for whole', async () => {
  const { document, load, rows, doc } = await open();
  editOf(doc, put('lost', 1));
  const late = editOf(doc, put('b', 2));
  expect(document.apply(late, true).type).toBe('broken');
  expect(await rows()).toBe(1);
  expect((await load()).doc.store.pendingStructs).toBeNull();
});

it('[GATE-6] how large a session is gets measured, which takes long, only where what was brought may be too much in sum', async () => {
  const { document, doc } = await open();
  const max = LIMITS.documentMaxBytes;
  const write = (bytes: number) =>
    document.apply(
      editOf(doc, each => each.getMap('objects').set('large', 'x'.repeat(bytes))),
      true,
    );
  write(max * 0.5);
  write(max * 0.45);
  expect(document.bytesWith(100)).toBeGreaterThan(max * 0.95);
  // The value from before is gone.
  const measured = document.bytesWith(max * 0.1);
  expect(measured).toBeGreaterThan(max * 0.55);
  expect(measured).toBeLessThan(max * 0.56);
});
