import { describe, expect, it } from 'vitest';
import { ANNA, newDocument, place } from './session.ts';

describe('undo', () => {
  it('[DOC-9] an undo is refused where an edit would be', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    document.role = 'viewer';
    expect(document.undo()).toMatchObject({ ok: false, error: { code: 'document/role' } });
    expect(document.objects.size).toBe(1);
    document.role = 'editor';
    expect(document.undo()).toMatchObject({ ok: true });
    expect(document.objects.size).toBe(0);
  });
});
