import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, type Watch, watch } from '../support/browser.ts';
import type { FixtureName } from './preview/fixtures.ts';
import type { Call } from './preview/preview.ts';
import { serveFolder } from './serve-folder.ts';

export const SIZES = {
  desktop: { width: 1280, height: 720 },
  headset: { width: 1280, height: 670 },
  phone: { width: 360, height: 640 },
} as const;

/** The preview page in a browser, for the tests of a file. */
export interface Previews {
  /** Opens a page of its own with the named state shown. */
  open(
    show: FixtureName,
    options?: BrowserContextOptions,
    language?: 'english' | 'pseudo',
  ): Promise<{ readonly page: Page; readonly seen: Watch; close(): Promise<void> }>;
  /** Runs `act` on a page that shows `name`; afterwards nothing may have gone wrong in it. */
  on(name: FixtureName, act: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void>;
}

/** Builds the preview page before the tests of a file; call once at its top. */
export function usePreviews(): Previews {
  let outDir: string;
  let served: Awaited<ReturnType<typeof serveFolder>>;
  let browser: Browser;
  beforeAll(async () => {
    outDir = mkdtempSync(join(tmpdir(), 'ai-frame-preview-'));
    await build({
      configFile: false,
      root: join(import.meta.dirname, 'preview'),
      publicDir: join(import.meta.dirname, '../../public'),
      logLevel: 'error',
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      build: { outDir, emptyOutDir: true, target: 'es2022' },
    });
    [served, browser] = await Promise.all([serveFolder(outDir), launchBrowser('flat')]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    rmSync(outDir, { recursive: true });
  });
  const previews: Previews = {
    async open(show, options = {}, language = 'english') {
      const context = await browser.newContext({
        viewport: SIZES.desktop,
        colorScheme: 'dark',
        reducedMotion: 'reduce',
        ...options,
      });
      const seen = watch(context);
      const page = await context.newPage();
      await page.goto(`${served.url}?show=${show}&language=${language}`);
      await page.evaluate(() => window.preview.ready);
      await page.waitForFunction(() => document.fonts.status === 'loaded');
      return { page, seen, close: () => context.close() };
    },
    async on(name, act, options) {
      const { page, seen, close } = await previews.open(name, options);
      await act(page);
      if (seen.errors.length > 0) throw new Error(`the page reported: ${seen.errors.join('; ')}`);
      await close();
    },
  };
  return previews;
}

/** What the screens asked for so far. */
export const callsOf = (page: Page): Promise<readonly Call[]> => page.evaluate(() => window.preview.calls);

/** All that the page or dialog says. */
export const said = async (page: Page): Promise<string> =>
  (await page.locator('dialog').first().textContent()) ?? '';

/** Presses a button of the dialog that is on top. */
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.locator('dialog[open]').last().getByRole('button', { name, exact: true }).click();
