import { describe, expect, it } from 'vitest';
import { FIXTURES, type FixtureName } from './preview/fixtures.ts';
import { usePreviews } from './preview-page.ts';

const NAMES = Object.keys(FIXTURES) as FixtureName[];

const previews = usePreviews();

describe('in a language that nobody speaks', () => {
  it('[VIEW-50] every screen, and what its buttons open, says all that it says through the door of texts', async () => {
    const { page, seen, close } = await previews.open('opening', {}, 'pseudo');
    for (const name of NAMES) {
      const unspoken = await page.evaluate(async next => {
        await window.preview.show(next);
        return [...window.preview.unspoken(), ...(await window.preview.unspokenBehind(next))];
      }, name);
      expect.soft(unspoken, name).toEqual([]);
    }
    expect(seen.errors).toEqual([]);
    await close();
  });
});
