import { describe, expect, it } from 'vitest';
import { ANNA, at, BEN, exchange, id, move, newDocument, place } from '../support/builders.ts';

describe('undo', () => {
  it('[DOC-9] an undo is refused where an edit would be', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    document.role = 'viewer';
    expect(document.undo(ANNA.user)).toMatchObject({ ok: false, error: { code: 'document/role' } });
    expect(document.objects.size).toBe(1);
    document.role = 'editor';
    expect(document.undo(ANNA.user)).toMatchObject({ ok: true });
    expect(document.objects.size).toBe(0);
  });

  it('[DOC-9] of what somebody else has locked since, or of what is the host’s, is refused with the reason', () => {
    const [anna, ben] = [newDocument(), newDocument()];
    anna.apply(ANNA, [{ type: 'rename-session', name: 'by the host' }]);
    anna.apply(ANNA, [place('a'), place('b')]);
    anna.apply(ANNA, [move('a', at(3))]);
    exchange(anna, ben);
    ben.apply(BEN, [{ type: 'edit-object', id: id('a'), fields: { locked: BEN.user } }]);
    exchange(anna, ben);
    const where = () => anna.objects.get(id('a'))?.placement.position[0];
    anna.role = 'editor';
    expect(anna.undo(ANNA.user)).toMatchObject({ ok: false, error: { code: 'document/locked' } });
    expect(where()).toBe(3);
    anna.role = 'host';
    expect(anna.undo(ANNA.user).ok).toBe(true);
    expect(where()).toBe(0);
    anna.role = 'editor';
    expect(anna.redo(ANNA.user)).toMatchObject({ ok: false, error: { code: 'document/locked' } });
    ben.apply(BEN, [{ type: 'edit-object', id: id('a'), fields: { locked: undefined } }]);
    exchange(anna, ben);
    expect(anna.undo(ANNA.user).ok).toBe(true);
    expect(anna.objects.size).toBe(0);
    expect(anna.undo(ANNA.user)).toMatchObject({ ok: false, error: { code: 'document/settings' } });
    expect(anna.settings.name).toBe('by the host');
  });

  it('[DOC-9] of one’s own lock, and of what is nobody’s any more, is not', () => {
    const document = newDocument();
    document.role = 'editor';
    document.apply(ANNA, [place('a')]);
    document.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { locked: ANNA.user } }]);
    expect(document.undo(ANNA.user).ok).toBe(true);
    expect(document.objects.get(id('a'))?.locked).toBeUndefined();
    expect(document.redo(ANNA.user).ok).toBe(true);
    document.apply(ANNA, [{ type: 'delete-object', id: id('a') }]);
    expect(document.undo(ANNA.user).ok).toBe(true);
    expect(document.objects.get(id('a'))?.locked).toBe(ANNA.user);
  });
});
