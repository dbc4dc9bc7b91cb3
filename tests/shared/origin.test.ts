import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isEdit, isOnRelay, ORIGINS, type Origin, updateOrigin } from '../../shared/session/index.ts';

/** What an update tells of its origin when it comes in under `given`. */
function received(given: unknown): Origin {
  const source = new Y.Doc();
  source.getMap('objects').set('id', 1);
  const doc = new Y.Doc();
  let found: Origin | undefined;
  doc.on('update', (_: Uint8Array, __: unknown, ___: Y.Doc, transaction: Y.Transaction) => {
    found = updateOrigin(transaction);
  });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(source), given);
  if (!found) throw new Error('no update');
  return found;
}

describe('where an update comes from', () => {
  it.each([
    [ORIGINS.store, false, false],
    [ORIGINS.relay, false, true],
    [ORIGINS.import, true, false],
    [ORIGINS.tab.edit, true, false],
    [ORIGINS.tab.relay, false, true],
  ])('[SESSION-60] %o is told from all others', (origin, edit, onRelay) => {
    const found = received(origin);
    expect(found).toBe(origin);
    expect([isEdit(found), isOnRelay(found)]).toEqual([edit, onRelay]);
  });

  it.each([undefined, null, 'relay', { from: 'relay' }])(
    '[SESSION-60] what names no origin (%o) counts as an edit of this tab: it is saved and sent',
    given => {
      const found = received(given);
      expect(found).toEqual({ from: 'local' });
      expect([isEdit(found), isOnRelay(found)]).toEqual([true, false]);
    },
  );
});
