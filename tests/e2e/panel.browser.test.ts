import { describe, expect, it } from 'vitest';
import { loadRoom, moveTo } from '../support/headset.ts';
import { useStage } from '../support/stage.ts';
import { pressPanel } from './panel-button.ts';
import { createSession, holds, objects, says, shareCode, somebody } from './person.ts';

const RIGHT = 'controller-right';

const stage = useStage();

describe('sessions from inside AR', () => {
  it('[PANEL-7] one is made, and somebody else’s joined by its code, without leaving AR', async () => {
    const ben = await somebody(stage, stage.relay.url, 'screen');
    const bens = await createSession(ben.page, 'From Ben');
    await ben.page.keyboard.press('1');
    await ben.page.keyboard.press('a');
    await holds(ben.page, 1);
    await says(ben.page, 'Saved on the relay');
    const code = await shareCode(ben.page);

    const { page } = await somebody(stage, stage.relay.url, 'headset');
    const first = await createSession(page, 'Mine');
    await loadRoom(page, 'office_small');
    await page.getByRole('button', { name: 'Enter AR' }).click();
    await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
    await moveTo(page, RIGHT, [0.25, 1.35, -0.1]);
    for (const label of ['Sessions', 'New session', 'Create']) await pressPanel(page, label);
    await page.waitForURL(url => url.hash.includes('session=') && !url.hash.includes(first));

    for (const label of ['Sessions', 'Join by code', ...code.replaceAll('-', ''), 'Join']) {
      await pressPanel(page, label);
    }
    await page.waitForURL(url => url.hash.includes(bens));
    await says(page, 'Saved on the relay');
    await holds(page, 1);
    expect(await objects(page)).toEqual(await objects(ben.page));
    expect(await page.evaluate(() => globalThis.aiFrame?.xr())).toBe('presenting');
    await expect.poll(() => ben.page.evaluate(() => globalThis.aiFrame?.peers())).toBe(1);
  });
});
