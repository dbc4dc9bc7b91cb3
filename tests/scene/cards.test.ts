import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { card } from '../../client/scene/cards/card.ts';
import { wrap } from '../../client/scene/cards/paint.ts';
import { at, draws, id, put, session } from './place.ts';

const LABEL: [number, number, number] = [0.4, 0.1, 0.01];

describe('text', () => {
  it('[SCENE-6] that looks the same is painted once and shared', () => {
    const { view, stage, apply, painted } = session();
    apply(...['a', 'b', 'c'].map((each, i) => put(each, 'label', at(i, 0, 0, LABEL), { text: 'Door' })));
    expect(view.counts.pictures).toBe(1);
    expect(painted.count).toBe(1);
    apply(...['d', 'e'].map((each, i) => put(each, 'label', at(i, 1, 0, LABEL), { text: `Window ${i}` })));
    expect(painted.count).toBe(3);
    expect(draws(stage.content, /^plate$/)).toBe(1);
  });

  it('[SCENE-6] is painted again when words, colour or shape change, not when it moves', () => {
    const { apply, painted } = session();
    apply(put('a', 'label', at(0, 0, 0, LABEL), { text: 'Door' }));
    apply({ type: 'move-object', id: id('a'), placement: at(3, 0, 0, LABEL) });
    expect(painted.count).toBe(1);
    apply({ type: 'edit-object', id: id('a'), fields: { text: 'Gate' } });
    expect(painted.count).toBe(2);
    apply({ type: 'edit-object', id: id('a'), fields: { color: '#ff0000' } });
    expect(painted.count).toBe(3);
    apply({ type: 'move-object', id: id('a'), placement: at(3, 0, 0, [0.1, 0.1, 0.01]) });
    expect(painted.count).toBe(4);
  });

  it('[SCENE-6] goes with the last object that shows it', () => {
    const { view, apply } = session();
    apply(
      ...Array.from({ length: 40 }, (_, i) => put(`o${i}`, 'note', at(i, 0, 0), { text: `Note ${i % 20}` })),
    );
    expect(view.counts.pictures).toBe(20);
    apply(...Array.from({ length: 20 }, (_, i) => ({ type: 'delete-object', id: id(`o${i}`) }) as const));
    expect(view.counts.pictures).toBe(20);
    apply(
      ...Array.from({ length: 20 }, (_, i) => ({ type: 'delete-object', id: id(`o${20 + i}`) }) as const),
    );
    expect(view.counts.pictures).toBe(0);
  });

  it('[SCENE-6] takes few draw calls however much of it there is', () => {
    const { stage, apply } = session();
    apply(
      ...Array.from({ length: 200 }, (_, i) =>
        put(`o${i}`, 'label', at(i, 0, 0, LABEL), { text: `Label ${i}` }),
      ),
    );
    // Pages of 16, 32, 64, 64 and the rest.
    expect(draws(stage.content, /^plate$/)).toBe(5);
  });

  it('[TEXT-7] breaks a long word between characters, and shows a hint for words that nobody would see', () => {
    const family = '👩‍👩‍👧‍👦';
    expect(wrap(family.repeat(3), 8, each => [...each].length)).toEqual([family, family, family]);
    expect(wrap('e\u0301'.repeat(3), 3, each => each.length)).toEqual(Array(3).fill('e\u0301'));
    expect(card('plate', '\u200b\u3164', '#ffffff', 1, 'Label')).toMatchObject({
      empty: true,
      text: 'Label',
    });
  });

  it('[SCENE-6] keeps every letter in lines that fit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const lines = wrap(text, width, each => [...each].length);
        const letters = (each: string): string => each.replace(/\s/g, '');
        expect(letters(lines.join(''))).toBe(letters(text));
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(Math.max(1, width));
      }),
    );
  });
});
