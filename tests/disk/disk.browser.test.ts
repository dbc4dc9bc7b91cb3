import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import { launchBrowser, type Watch, watch } from '../support/browser.ts';
import { serveTestPage, type TestPage } from '../support/test-page.ts';

let browser: Browser;
let served: TestPage;
let context: BrowserContext;
let seen: Watch;

beforeAll(async () => {
  [browser, served] = await Promise.all([
    launchBrowser(),
    serveTestPage(join(import.meta.dirname, 'page/main.ts'), ''),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  seen = watch(context);
});
afterEach(async () => {
  expect(seen.errors).toEqual([]);
  await context.close();
});

async function newTab(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.diskPage);
  return page;
}
async function open(id: SessionId): Promise<Page> {
  const page = await newTab();
  expect(await page.evaluate(each => diskPage.open(each), id)).toMatchObject({ ok: true });
  return page;
}
const place = (page: Page, name: string): Promise<void> => page.evaluate(each => diskPage.place(each), name);
const names = (page: Page): Promise<string[]> => page.evaluate(() => diskPage.names());
const isIn = (page: Page, state: string): Promise<unknown> =>
  page.waitForFunction(each => diskPage.state().state === each, state);
const shows = (page: Page, count: number): Promise<unknown> =>
  page.waitForFunction(each => diskPage.names().length === each, count);

describe('the disk of a real browser', () => {
  it('[DISK-1] what was saved survives the death of the page’s process', async () => {
    const id = newSessionId();
    const page = await open(id);
    await place(page, 'one');
    await place(page, 'two');
    await isIn(page, 'saved');
    const crashed = page.waitForEvent('crash');
    const devtools = await context.newCDPSession(page);
    // Never answered: there is nobody left to answer.
    void devtools.send('Page.crash').catch((error: Error) => expect(error.message).toMatch(/closed|crash/i));
    await crashed;
    expect(await names(await open(id))).toEqual(['one', 'two']);
  });

  it('[DISK-2] what was done in the moment of leaving is saved', async () => {
    const id = newSessionId();
    const page = await open(id);
    await page.evaluate(() => {
      diskPage.place('just before');
      location.reload();
    });
    await page.waitForFunction(() => globalThis.diskPage?.names().length === 0);
    expect(await page.evaluate(each => diskPage.open(each), id)).toMatchObject({ ok: true });
    expect(await names(page)).toEqual(['just before']);
  });

  it('[DISK-3] [DISK-4] a full disk is said, the edits stay, and saving goes on when there is space', async () => {
    const id = newSessionId();
    const page = await open(id);
    const devtools = await context.newCDPSession(page);
    const { origin } = new URL(served.url);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await page.evaluate(() => diskPage.placeMany(200));
    await isIn(page, 'failed');
    expect(await page.evaluate(() => diskPage.state())).toMatchObject({ error: { code: 'disk/full' } });
    expect(await page.evaluate(() => diskPage.retry())).toMatchObject({
      ok: false,
      error: { code: 'disk/full' },
    });
    expect((await names(page)).length).toBe(200);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin });
    await page.waitForFunction(async () => {
      await diskPage.retry();
      return diskPage.state().state === 'saved';
    });
    expect((await names(await open(id))).length).toBe(200);
  });

  it('[DISK-11] [DISK-12] two tabs show the same at once, and both get their edits saved', async () => {
    const id = newSessionId();
    const one = await open(id);
    const two = await open(id);
    await place(one, 'one');
    await place(two, 'two');
    await shows(one, 2);
    await shows(two, 2);
    await isIn(one, 'saved');
    await isIn(two, 'saved');
    expect(await names(await open(id))).toEqual(['one', 'two']);
  });

  it('[DISK-13] when the writing tab is closed the other one writes', async () => {
    const id = newSessionId();
    const one = await open(id);
    const two = await open(id);
    await place(two, 'before');
    await isIn(two, 'saved');
    await place(one, 'last of the first');
    await one.close();
    await place(two, 'after');
    await isIn(two, 'saved');
    const fresh = await open(id);
    expect(await names(fresh)).toEqual(['after', 'before', 'last of the first']);
  });

  it('[DISK-15] a session deleted in another tab does not come back by itself', async () => {
    const id = newSessionId();
    const one = await open(id);
    await place(one, 'kept');
    await isIn(one, 'saved');
    const other = await newTab();
    expect(await other.evaluate(each => diskPage.remove(each), id)).toMatchObject({ ok: true });
    await isIn(one, 'failed');
    await place(one, 'afterwards');
    expect(await one.evaluate(() => diskPage.state())).toMatchObject({ error: { code: 'disk/deleted' } });
    expect(await other.evaluate(() => diskPage.databases())).not.toContain(`ai-frame/${id}`);
    expect(await one.evaluate(() => diskPage.retry())).toMatchObject({ ok: true });
    expect(await names(await open(id))).toEqual(['afterwards', 'kept']);
  });

  it('[DISK-17] the key is made once, stays, signs and cannot be exported', async () => {
    const tabs = await Promise.all([newTab(), newTab()]);
    const [a, b] = await Promise.all(tabs.map(tab => tab.evaluate(() => diskPage.identity())));
    expect(a).toMatchObject({ signs: true, extractable: false });
    expect(b?.user).toBe(a?.user);
    await tabs[0]?.reload();
    await tabs[0]?.waitForFunction(() => globalThis.diskPage);
    expect((await tabs[0]?.evaluate(() => diskPage.identity()))?.user).toBe(a?.user);
  });
});
