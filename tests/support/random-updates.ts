import fc from 'fast-check';
import * as Y from 'yjs';

/** A document and the updates that made it, from a list of random numbers. */
export function randomUpdates(choices: readonly number[]): { doc: Y.Doc; updates: Uint8Array[] } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
  const objects = doc.getMap('objects');
  const list = doc.getArray('list');
  const text = doc.getText('text');
  for (const choice of choices) {
    const key = `k${choice % 5}`;
    const nested = objects.get(key);
    switch (choice % 8) {
      case 0:
        objects.set(key, new Y.Map([['a', choice]]));
        break;
      case 1:
        objects.set(key, { deep: [choice, null, { x: 'é😀' }], bytes: 1.5 });
        break;
      case 2:
        objects.delete(key);
        break;
      case 3:
        if (nested instanceof Y.Map) nested.set('b', [choice, true, undefined, 10n]);
        break;
      case 4:
        list.insert(0, [choice, Uint8Array.of(1, 2), new Y.Array()]);
        break;
      case 5:
        if (list.length > 0) list.delete(0, 1);
        break;
      case 6:
        text.insert(text.length, 'word 😀');
        break;
      case 7:
        if (text.length > 3) text.format(1, 2, { bold: choice % 3 === 0 ? null : true });
        break;
    }
  }
  return { doc, updates };
}

/** The choices that `randomUpdates` makes a document from. */
export const choices = fc.array(fc.nat(999), { minLength: 1, maxLength: 60 });
