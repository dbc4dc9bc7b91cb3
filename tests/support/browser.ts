import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Probe } from '../../client/app/probe.ts';
import { REPOSITORY } from '../architecture/source.ts';
import { BROWSER_ADVICE, findBrowser } from './find-browser.mjs';

/** No traffic of the browser's own. */
const QUIET = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * How pages are drawn, on machines that have no graphics card: with WebGL, in software; or without it, which
 * is much quicker.
 */
const DRAWING = {
  webgl: [
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist',
  ],
  flat: ['--disable-gpu'],
} as const;

/**
 * Launches the browser of this machine; rejects with what to install where there is none. The caller closes
 * it.
 */
export async function launchBrowser(drawing: keyof typeof DRAWING = 'webgl'): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(BROWSER_ADVICE);
  return chromium.launch({ executablePath, headless: true, args: [...QUIET, ...DRAWING[drawing]] });
}

/** The problems of a context since it was watched. */
export interface Watch {
  /** Uncaught errors of its pages, and everything that they logged as an error. */
  readonly errors: readonly string[];
  /** Every address that its pages and workers asked for. */
  readonly requests: readonly string[];
}

/** Call before the first page opens. A test that cares ends with `expect(watch.errors).toEqual([])`. */
export function watch(context: BrowserContext): Watch {
  const errors: string[] = [];
  const requests: string[] = [];
  context.on('request', request => requests.push(request.url()));
  context.on('weberror', error => errors.push(String(error.error().stack ?? error.error())));
  context.on('console', message => {
    if (message.type() !== 'error') return;
    // The browser's message on a request names neither the request nor who made it.
    const { url } = message.location();
    errors.push(url === '' || message.text().includes(url) ? message.text() : `${message.text()} (${url})`);
  });
  return { errors, requests };
}

const frameCount = (): number => (globalThis.aiFrame as Probe | undefined)?.frames() ?? 0;

/**
 * Resolves after `count` more frames of the app (`aiFrame.frames()`), so that tests wait for work and not for
 * time.
 */
export async function frames(page: Page, count: number): Promise<void> {
  const start = await page.evaluate(frameCount);
  await page.waitForFunction(goal => (globalThis.aiFrame?.frames() ?? 0) >= goal, start + count);
}

/**
 * Keeps what a page looks like now as `tests/pictures/<name>.png`, for people to look at; git does not keep
 * it.
 */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(REPOSITORY, 'tests/pictures', `${name}.png`) });
}
