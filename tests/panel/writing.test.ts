import { describe, expect, it } from 'vitest';
import { shorten } from '../../client/panel/writing.ts';

describe('names on the panel', () => {
  it('[PANEL-4] a name that fits is whole; a longer one ends in an ellipsis, and no character is cut in half', () => {
    const measure = (text: string): number => [...text].length;
    expect(shorten('Küche', 5, measure)).toBe('Küche');
    expect(shorten('Küche unten', 7, measure)).toBe('Küche…');
    expect(shorten('🪴🪴🪴🪴', 3, measure)).toBe('🪴🪴…');
    expect(shorten('Küche', 0, measure)).toBe('…');
  });
});
