import { afterEach, describe, expect, it } from 'vitest';
import { speak, texts } from '../../client/view/index.ts';
import { ENGLISH } from '../../client/view/text/english.ts';
import { count, plural } from '../../client/view/text/numbers.ts';
import { outsideOfMarks, pseudoLanguage, unmarked } from '../support/pseudo-language.ts';

afterEach(() => speak(ENGLISH));

describe('the language', () => {
  it('[VIEW-52] what is read after another language is spoken is in it: words, tables and sentences', () => {
    const read = (): readonly string[] => [
      texts.sessions.APP,
      texts.preferences.PREFERENCES.sounds.label,
      texts.sessions.EMPTY.steps[0] ?? '',
      texts.deletion.lossWords(1).title,
      texts.errors.describe({ code: 'disk/full' }).advice,
    ];
    const english = read();
    speak(pseudoLanguage(ENGLISH));
    const pseudo = read();
    for (const each of pseudo) expect(each).toMatch(/^⟦.*⟧$/);
    expect(pseudo.map(unmarked)).toEqual(english);
  });

  it('[VIEW-50] tells what is outside of the marks, and not what people typed', () => {
    const inside = pseudoLanguage((name: string) => `Rename ${name}`)('Kitchen');
    expect(outsideOfMarks(inside, [])).toBeUndefined();
    expect(outsideOfMarks(`${pseudoLanguage(`opened ${inside}`)} · 3`, [])).toBeUndefined();
    expect(outsideOfMarks(`Kitchen: ${inside} (Ctrl Z)`, ['Kitchen'])).toBeUndefined();
    expect(outsideOfMarks(`${inside} here`, ['Kitchen'])).toBe('here');
  });

  it('[VIEW-53] a number has the form that the language has for it', () => {
    const forms = { one: 'it goes', other: 'they go' };
    expect([0, 1, 2, 21].map(n => plural(n, forms))).toEqual(['they go', 'it goes', 'they go', 'they go']);
    expect([count(1, 'person', 'people'), count(1_280, 'object')]).toEqual(['1 person', '1,280 objects']);
    expect([1, 2].map(n => texts.deletion.lossWords(n).detail.slice(0, 20))).toEqual([
      'It would be lost. Op',
      'They would be lost. ',
    ]);
  });
});
