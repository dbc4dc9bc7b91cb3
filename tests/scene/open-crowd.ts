import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, type Watch, watch } from '../support/browser.ts';
import { emulateHeadset, loadRoom } from '../support/headset.ts';
import { serveTestPage } from '../support/test-page.ts';
import type { CrowdPage } from './crowd-page.ts';

declare global {
  var crowdPage: CrowdPage;
}

/**
 * An emulated headset with two eyes in AR, before `count` objects; everything that was asked for has arrived.
 */
export async function openCrowd(count: number): Promise<{
  readonly page: Page;
  readonly seen: Watch;
  readonly close: () => Promise<void>;
}> {
  const [browser, served] = await Promise.all([
    launchBrowser(),
    serveTestPage(join(import.meta.dirname, 'crowd-page.ts'), '<canvas></canvas>'),
  ]);
  // Small: WebGL is software here, and neither calls nor JavaScript depend on pixels.
  const context = await browser.newContext({ viewport: { width: 160, height: 120 }, deviceScaleFactor: 0.5 });
  const seen = watch(context);
  await emulateHeadset(context, { stereo: true });
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.crowdPage?.xr() === 'available');
  await loadRoom(page, 'office_small');
  await page.evaluate(n => crowdPage.fill(n), count);
  await page.evaluate(() => crowdPage.enter());
  return {
    page,
    seen,
    close: async () => {
      await browser.close();
      await served.close();
    },
  };
}
