import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  FORMAT,
  formatState,
  readFormat,
  root,
  SessionDocument,
  type UpgradeStep,
  upgrade,
} from '../../shared/session/index.ts';
import { ANNA, newDocument, place } from '../support/builders.ts';

const NEXT = FORMAT + 1;
const RENAME: UpgradeStep = {
  to: NEXT,
  run: doc => {
    const settings = root(doc, 'settings');
    if (settings.has('name')) settings.set('title', settings.get('name'));
  },
};

describe('format', () => {
  it('[DOC-8] a document says its format from its first edit on', () => {
    const document = newDocument();
    expect(root(document.doc, 'meta').has('format')).toBe(false);
    document.apply(ANNA, [place('a')]);
    expect(readFormat(document.doc)).toBe(FORMAT);
  });

  it('[DOC-8] a newer document is read and not changed', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    root(document.doc, 'meta').set('format', NEXT);
    const bytes = Y.encodeStateAsUpdate(document.doc);
    expect(document.apply(ANNA, [place('b')])).toMatchObject({
      ok: false,
      error: { code: 'document/newer-format' },
    });
    // Somebody with a newer app upgraded it while it was open here.
    for (const step of [document.undo(ANNA.user), document.redo(ANNA.user)]) {
      expect(step).toMatchObject({ ok: false, error: { code: 'document/newer-format' } });
    }
    expect(upgrade(document.doc)).toEqual({ state: 'newer', format: NEXT });
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(bytes);
    expect(document.objects.size).toBe(1);
  });

  it('[DOC-8] two devices that upgrade at once agree, and upgrading again changes nothing', () => {
    const origin = newDocument();
    origin.apply(ANNA, [{ type: 'rename-session', name: 'Cellar' }]);
    const copies = [1, 2].map(clientID => {
      const doc = new Y.Doc();
      doc.clientID = clientID;
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(origin.doc));
      return doc;
    }) as [Y.Doc, Y.Doc];
    for (const doc of copies) expect(upgrade(doc, NEXT, [RENAME])).toEqual({ state: 'current' });
    Y.applyUpdate(copies[0], Y.encodeStateAsUpdate(copies[1]));
    Y.applyUpdate(copies[1], Y.encodeStateAsUpdate(copies[0]));
    for (const doc of copies) {
      expect(root(doc, 'settings').get('title')).toBe('Cellar');
      expect(formatState(doc, NEXT)).toEqual({ state: 'current' });
    }
    const bytes = Y.encodeStateAsUpdate(copies[0]);
    expect(Y.encodeStateAsUpdate(copies[1])).toEqual(bytes);
    upgrade(copies[0], NEXT, [RENAME]);
    expect(Y.encodeStateAsUpdate(copies[0])).toEqual(bytes);
  });

  it('[DOC-8] a document that says nothing of its format is the first one', () => {
    const doc = new Y.Doc();
    doc.getMap('objects').set('x', new Y.Map());
    expect(formatState(doc)).toEqual({ state: 'current' });
    expect(new SessionDocument(doc).objects.size).toBe(0);
  });
});
