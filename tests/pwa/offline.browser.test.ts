import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REPOSITORY } from '../architecture/source.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ServedFolder, serveFolder } from '../ui/serve-folder.ts';
import { type BuiltApp, buildApp } from './build-app.ts';

let browser: Browser;
let versions: { readonly one: BuiltApp; readonly two: BuiltApp };
let folder: string;
let served: ServedFolder;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  versions = { one: await buildApp('one'), two: await buildApp('two') };
});
afterAll(async () => {
  await browser.close();
  for (const { folder: built } of Object.values(versions)) rmSync(built, { recursive: true });
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ai-frame-served-'));
  deploy(versions.one);
  served = await serveFolder(folder);
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await served.close();
  rmSync(folder, { recursive: true });
});

function deploy(app: BuiltApp): void {
  rmSync(folder, { recursive: true });
  cpSync(app.folder, folder, { recursive: true });
}

const stateIs = (state: string, of = page) =>
  of.waitForFunction(wanted => window.pwaPage?.pwa.value.state === wanted, state);
const versionOf = (of: Page) => of.evaluate(() => window.pwaPage.version);

async function install(): Promise<void> {
  await page.goto(served.url);
  await stateIs('ready');
}

describe('offline', () => {
  it('[PWA-6] says ready once everything is there, and then starts with no network and no relay', async () => {
    await install();
    expect(await page.evaluate(() => window.pwaPage.states)).toEqual(['preparing', 'ready']);
    await served.close();
    await context.setOffline(true);
    await page.goto(`${served.url}some/old/link#session=x`);
    await stateIs('ready');
    expect(await versionOf(page)).toBe('one');
    expect(
      await page.evaluate(() => document.fonts.load('15px "Inter Variable"').then(found => found.length)),
    ).toBe(1);
    expect(await page.evaluate(async () => (await fetch('/models/chair.glb')).ok)).toBe(true);
  });

  it('[PWA-6] serves its files to the page of the first visit too', async () => {
    await install();
    await served.close();
    expect(await page.evaluate(async () => (await fetch('/models/chair.glb')).ok)).toBe(true);
  });

  it('[PWA-7] does not say ready while a file is missing, and gets it back when it can', async () => {
    await install();
    const evict = () =>
      page.evaluate(async () => {
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          const file = (await cache.keys()).find(request => request.url.includes('/models/'));
          if (file) await cache.delete(file);
        }
      });
    await evict();
    await context.setOffline(true);
    const { port } = new URL(served.url);
    await served.close();
    await page.reload();
    await stateIs('failed');
    expect(await page.evaluate(() => JSON.stringify(window.pwaPage.pwa.value))).toContain('1 of the app');
    await context.setOffline(false);
    served = await serveFolder(folder, Number(port));
    await page.reload();
    await stateIs('ready');
  });

  it('[PWA-8] says failed, with why, when a file cannot be had', async () => {
    rmSync(join(folder, 'models/chair.glb'));
    await page.goto(served.url);
    await stateIs('failed');
    expect(await page.evaluate(() => JSON.stringify(window.pwaPage.pwa.value))).toContain(
      'could not be downloaded',
    );
  });

  it('[PWA-9] leaves the relay’s own addresses to the network', async () => {
    await install();
    await page.reload();
    for (const path of ['api/sessions', 'ws/sessions/x', 'healthz', 'readyz', 'metrics', 'sw-state.json']) {
      const before = served.asked.length;
      await page.goto(`${served.url}${path}`);
      expect(served.asked.slice(before), path).toContain(`/${path}`);
    }
  });

  it('says unsupported where the browser has no workers', async () => {
    await page.addInitScript(() => {
      delete (Navigator.prototype as { serviceWorker?: unknown }).serviceWorker;
    });
    await page.goto(served.url);
    await stateIs('unsupported');
  });
});

describe('a newer version', () => {
  it('[PWA-10] waits until it is asked for, in every tab', async () => {
    await install();
    deploy(versions.two);
    await page.reload();
    expect(await versionOf(page)).toBe('one');
    await stateIs('update');
    const other = await context.newPage();
    await other.goto(served.url);
    expect(await versionOf(other)).toBe('one');
    await stateIs('update', other);
    await Promise.all([page.waitForEvent('load'), page.evaluate(() => void window.pwaPage.update())]);
    await stateIs('ready');
    expect(await versionOf(page)).toBe('two');
    expect(await versionOf(other)).toBe('one');
    await stateIs('update', other);
    await Promise.all([other.waitForEvent('load'), other.evaluate(() => void window.pwaPage.update())]);
    await stateIs('ready', other);
    expect(await versionOf(other)).toBe('two');
  });
});

describe('the switch', () => {
  it('[PWA-11] takes the worker and its caches away, and leaves what people made', async () => {
    await install();
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open('sessions of a person');
          request.onsuccess = () => {
            request.result.close();
            resolve();
          };
          request.onerror = () => reject(request.error);
        }),
    );
    await page.evaluate(() => caches.open('someone else’s'));
    writeFileSync(join(folder, 'sw-state.json'), '{ "worker": "off" }');
    await page.reload();
    await stateIs('failed');
    const left = await page.evaluate(async () => ({
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      caches: await caches.keys(),
      databases: (await indexedDB.databases()).map(each => each.name),
    }));
    expect(left).toEqual({ workers: 0, caches: ['someone else’s'], databases: ['sessions of a person'] });
    deploy(versions.two);
    await page.reload();
    await stateIs('ready');
    expect(await versionOf(page)).toBe('two');
  });

  it('[PWA-12] the worker in the operating guide frees a device whose app does not start', async () => {
    await install();
    const guide = readFileSync(join(REPOSITORY, 'docs/operating.md'), 'utf8');
    const worker = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    expect(worker).toContain('unregister');
    deploy(versions.two);
    writeFileSync(join(folder, 'sw.js'), worker);
    await page.reload();
    await page.waitForFunction(() => window.pwaPage?.version === 'two');
    await page.waitForFunction(async () => (await caches.keys()).length === 0);
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
  });
});
