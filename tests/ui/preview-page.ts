import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { launchBrowser, type Watch, watch } from '../support/browser.ts';
import type { FixtureName } from './preview/fixtures.ts';
import type { Call } from './preview/preview.ts';
import { serveFolder } from './serve-folder.ts';

export const SIZES = {
  desktop: { width: 1280, height: 720 },
  headset: { width: 1280, height: 670 },
  phone: { width: 360, height: 640 },
} as const;

export interface PreviewBrowser {
  /** A page of its own with the named state shown. */
  open(
    show: FixtureName,
    options?: BrowserContextOptions,
    language?: 'english' | 'pseudo',
  ): Promise<{ readonly page: Page; readonly seen: Watch; close(): Promise<void> }>;
  close(): Promise<void>;
}

/** Builds the preview page once and opens it in a browser. */
export async function openPreviews(): Promise<PreviewBrowser> {
  const outDir = mkdtempSync(join(tmpdir(), 'ai-frame-preview-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'preview'),
    publicDir: join(import.meta.dirname, '../../public'),
    logLevel: 'error',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
  });
  const [served, browser]: [Awaited<ReturnType<typeof serveFolder>>, Browser] = await Promise.all([
    serveFolder(outDir),
    launchBrowser('flat'),
  ]);
  return {
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
    async close() {
      await browser.close();
      await served.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

/** What the screens asked for so far. */
export const callsOf = (page: Page): Promise<readonly Call[]> => page.evaluate(() => window.preview.calls);

/** Runs `act` on a page that shows `name`; afterwards nothing may have gone wrong in it. */
export async function onPreview(
  previews: PreviewBrowser,
  name: FixtureName,
  act: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const { page, seen, close } = await previews.open(name, options);
  await act(page);
  if (seen.errors.length > 0) throw new Error(`the page reported: ${seen.errors.join('; ')}`);
  await close();
}
