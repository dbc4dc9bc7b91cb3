import { describe, expect, it } from 'vitest';
import { FIXTURES, type FixtureName } from './preview/fixtures.ts';
import type { NotYet } from './preview/preview.ts';
import { usePreviews } from './preview-page.ts';

const NAMES = Object.keys(FIXTURES) as FixtureName[];

/** The rooms that still say some of it themselves. */
const NOT_YET: NotYet = {
  parts: '.session, .dialog, .overlay, .notices, .unopened',
  but: '.library .dialog, .settings:not(:has(fieldset.confirm))',
};

const previews = usePreviews();

describe('in a language that nobody speaks', () => {
  it('[VIEW-50] every screen, and what its buttons open, says all that it says through the door of texts', async () => {
    const { page, seen, close } = await previews.open('opening', {}, 'pseudo');
    for (const name of NAMES) {
      const unspoken = await page.evaluate(
        async ([next, notYet]) => {
          await window.preview.show(next);
          return [...window.preview.unspoken(notYet), ...(await window.preview.unspokenBehind(next, notYet))];
        },
        [name, NOT_YET] as const,
      );
      expect.soft(unspoken, name).toEqual([]);
    }
    expect(seen.errors).toEqual([]);
    await close();
  });
});
