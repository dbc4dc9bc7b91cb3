import { describe, expect, it } from 'vitest';
import { type Intent, SessionDocument } from '../../shared/session/index.ts';
import { ANNA, at, id, place } from '../support/builders.ts';

describe('a session at its limits', () => {
  it('[DOC-14] takes one thing in the place of another, and no more than that', () => {
    const document = new SessionDocument();
    const many = Array.from({ length: 20_000 }, (_, i) => place(`o${i}`));
    expect(document.apply(ANNA, many)).toMatchObject({ ok: true });
    const gone: Intent = { type: 'delete-object', id: id('o7') };
    expect(document.apply(ANNA, [place('new')])).toMatchObject({ error: { code: 'document/too-large' } });
    expect(document.apply(ANNA, [place('new'), place('another'), gone])).toMatchObject({
      error: { code: 'document/too-large' },
    });
    expect(document.apply(ANNA, [place('new'), gone])).toMatchObject({ ok: true });
    expect(document.objects.size).toBe(20_000);
    expect(document.apply(ANNA, [{ type: 'move-object', id: id('new'), placement: at(3) }])).toMatchObject({
      ok: true,
    });
    const frame = (name: string): Intent => ({
      type: 'create-frame',
      id: id(name),
      name,
      points: [
        { name: 'a', position: [0, 0, 0] },
        { name: 'b', position: [2, 0, 0] },
      ],
    });
    const frames = Array.from({ length: 33 }, (_, i) => frame(`f${i}`));
    expect(document.apply(ANNA, frames)).toMatchObject({ error: { code: 'document/too-large' } });
    expect(document.apply(ANNA, frames.slice(1))).toMatchObject({ ok: true });
    expect(document.apply(ANNA, [frame('g'), { type: 'delete-frame', id: id('f1') }])).toMatchObject({
      ok: true,
    });
  });
});
