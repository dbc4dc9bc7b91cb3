import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { FIXTURES, type FixtureName } from './preview/fixtures.ts';
import { SERVICE_FIXTURES } from './preview/service-fixtures.ts';
import { SIZES, usePreviews } from './preview-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = Object.keys(FIXTURES) as FixtureName[];
/** Each group in a page of its own, so that a slow machine has the time for it. */
const inService = (words: RegExp) => NAMES.filter(name => name in SERVICE_FIXTURES && words.test(name));
const GROUPS = [
  ['the library and the room', NAMES.filter(name => !(name in SERVICE_FIXTURES))],
  ['sharing, people, alignment and settings', inService(/^(share|people|settings|align)/)],
  ['what happened, and pictures', inService(/^(activity|statistics|pictures)/)],
  ['requests, locks and refusals', inService(/^(session|refused)/)],
] as const;

const previews = usePreviews();

/** What axe finds serious, as one line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'] });
  });
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    );
}

/**
 * Buttons and fields under 44 by 44 px. The name in a library row is left out: its target is the whole row.
 */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea')]
      .filter(
        element => element.checkVisibility({ visibilityProperty: true }) && !element.matches('.session-open'),
      )
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.5 || box.height < 43.5)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 90)} ${box.width} x ${box.height}`),
  );

/** Controls that lie partly outside of the window, apart from what scrolls inside of a strip. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = document.querySelector('.library');
    const scrolls = wide ? wide.scrollWidth > wide.clientWidth : document.body.scrollWidth > innerWidth;
    const outside = [...document.querySelectorAll('.floating, .card, .dialog, .notice')]
      .filter(element => element.checkVisibility())
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.left < -1 || box.right > innerWidth + 1)
      .map(({ element }) => String(element.className));
    return [...(scrolls ? ['the page scrolls sideways'] : []), ...outside];
  });

it('[UI-6] no screen is left out', () => {
  expect(new Set(GROUPS.flatMap(([, names]) => names)).size).toBe(NAMES.length);
});

/** What depends on the size is looked at in one theme, and what depends on colours at one size. */
const LOOKS = [
  ['desktop', 'dark', 'layout and axe'],
  ['desktop', 'light', 'axe'],
  ['phone', 'dark', 'layout and axe'],
  ['headset', 'light', 'layout'],
] as const;

describe.each(LOOKS)('on a %s, %s: %s', (size, colorScheme, what) => {
  it.for(GROUPS)(
    '[UI-6] [UI-7] everyone can use %s, and nothing is asked of another origin',
    async ([, names]) => {
      const { page, seen, close } = await previews.open('opening', { viewport: SIZES[size], colorScheme });
      for (const name of names) {
        await page.evaluate(next => window.preview.show(next), name);
        if (what !== 'axe') {
          expect.soft(await smallTargets(page), `${name}: targets`).toEqual([]);
          expect.soft(await cutOff(page), `${name}: cut off`).toEqual([]);
        }
        if (what !== 'layout') expect.soft(await violations(page), name).toEqual([]);
        expect(seen.errors, `${name}: errors`).toEqual([]);
      }
      const { origin } = new URL(page.url());
      const own = [origin, `blob:${origin}`, 'data:'];
      expect(seen.requests.filter(url => !own.some(start => url.startsWith(start)))).toEqual([]);
      await close();
    },
  );
});

it.each([
  ['session', '[aria-label="More"]'],
  ['session', '.people-button'],
  ['session-not-saved', 'button.status'],
  ['session', '.color-tile'],
  ['library', '[aria-label^="Delete Exhibition"]'],
  ['library', '[aria-label^="Rename Kitchen"]'],
] as const)('[UI-6] in %s everyone can use what %s opens', async (name, button) => {
  const { page, seen, close } = await previews.open(name);
  await page.click(button);
  await page.waitForSelector('dialog[open], :popover-open, .inline-name');
  expect(await smallTargets(page)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  expect(seen.errors).toEqual([]);
  await close();
});

it('[UI-7] the font is the app’s own', async () => {
  const { page, seen, close } = await previews.open('library');
  expect(await page.evaluate(() => document.fonts.check('15px "Inter Variable"'))).toBe(true);
  expect(seen.requests.some(url => url.endsWith('.woff2'))).toBe(true);
  await close();
});
