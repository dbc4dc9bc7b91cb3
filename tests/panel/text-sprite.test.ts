import { describe, expect, it } from 'vitest';
import { shorten } from '../../client/panel/atlas/text-sprite.ts';
import { quoted } from '../../client/panel/widgets/confirm.ts';

describe('names on the panel', () => {
  it('[PANEL-4] a name that fits is whole; a longer one ends in an ellipsis, and no character is cut in half', () => {
    const measure = (text: string): number => [...text].length;
    expect(shorten('Küche', 5, measure)).toBe('Küche');
    expect(shorten('Küche unten', 7, measure)).toBe('Küche…');
    expect(shorten('🪴🪴🪴🪴', 3, measure)).toBe('🪴🪴…');
    expect(shorten('Küche', 0, measure)).toBe('…');
  });

  it('[TEXT-7] what is several code points and one character is shown whole or not at all', () => {
    const measure = (text: string): number => [...text].length;
    const family = '👩‍👩‍👧‍👦';
    for (let width = 3; width < 9; width++) expect(shorten(`ab${family}`, width, measure)).toBe('ab…');
    expect(quoted(family.repeat(50))).toBe(`“${family.repeat(40)}…”`);
  });
});
