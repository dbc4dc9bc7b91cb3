import { describe, expect, it } from 'vitest';
import { ANNA, at, BEN, id, move, newDocument, place } from '../support/builders.ts';

describe('roles', () => {
  it('[DOC-9] roles write what the table says, and nothing else', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    document.role = 'viewer';
    expect(document.apply(ANNA, [place('b')])).toMatchObject({ error: { code: 'document/role' } });
    document.role = 'editor';
    expect(document.apply(ANNA, [place('b')]).ok).toBe(true);
    expect(document.apply(ANNA, [{ type: 'rename-session', name: 'Mine' }])).toMatchObject({
      error: { code: 'document/settings' },
    });
    document.editing = false;
    expect(document.apply(ANNA, [move('b', at(1))])).toMatchObject({
      error: { code: 'document/editing-off' },
    });
    expect(document.undo(ANNA.user)).toMatchObject({ error: { code: 'document/editing-off' } });
    document.role = 'host';
    expect(document.apply(ANNA, [move('b', at(1))]).ok).toBe(true);
  });

  it('[DOC-9] an editor locks for nobody else, and does not delete what a locked object stands on', () => {
    const document = newDocument();
    document.role = 'editor';
    const lock = (who: string) =>
      ({ type: 'edit-object', id: id('child'), fields: { locked: who } }) as const;
    document.apply(ANNA, [place('base'), place('child', at(0, 1, 0, 'base'))]);
    expect(document.apply(ANNA, [lock(BEN.user)])).toMatchObject({ error: { code: 'document/not-yours' } });
    expect(document.apply(ANNA, [lock(ANNA.user)]).ok).toBe(true);
    const remove = { type: 'delete-object', id: id('base') } as const;
    expect(document.apply(BEN, [remove])).toMatchObject({ error: { code: 'document/locked' } });
    expect(document.apply(ANNA, [remove]).ok).toBe(true);
  });

  it('[DOC-9] a locked object is changed by who locked it, or by the host', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    document.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { locked: ANNA.user } }]);
    document.role = 'editor';
    expect(document.apply(BEN, [move('a', at(1))])).toMatchObject({ error: { code: 'document/locked' } });
    expect(document.apply(ANNA, [move('a', at(1))]).ok).toBe(true);
    document.role = 'host';
    expect(document.apply(BEN, [{ type: 'delete-object', id: id('a') }]).ok).toBe(true);
  });
});
