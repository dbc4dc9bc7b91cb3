import { describe, expect, it } from 'vitest';
import { frames } from '../support/browser.ts';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import { addBox, createSession, holds, objects, says, somebody, started, takeHold } from './person.ts';

const stage = useStage([NOBODY_THERE]);

describe('leaving', () => {
  it('[APP-16] a reload in the middle of a drag leaves the thing where the hand had it', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    const { context, page } = person;
    await createSession(page, 'In hand');
    await addBox(page);
    const [before] = await objects(page);
    if (!before) throw new Error('no box');
    const at = await takeHold(page, before);
    await page.mouse.move(at[0] + 60, at[1] + 20, { steps: 4 });
    await frames(page, 3);
    // After the first checkpoint, so that only what is written at the end can make the difference.
    await expect.poll(async () => (await objects(page))[0]?.position).not.toEqual(before.position);
    await page.mouse.move(at[0] - 90, at[1] + 20, { steps: 4 });
    await frames(page, 2);
    await page.reload();
    await started(page);
    await holds(page, 1);
    const [after] = await objects(page);
    expect(after?.position[0]).toBeLessThan(before.position[0]);
    await context.close();
  });

  it('[APP-13] the tab asks before it closes on edits that are only in memory, and so does the way back', async () => {
    const { context, page } = await somebody(stage, 'about:blank', 'screen');
    await context.addInitScript(() => {
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = function (...row) {
        if ('diskIsFull' in globalThis) throw new DOMException('full', 'QuotaExceededError');
        return add.apply(this, row);
      };
    });
    await page.goto(stage.relay.url);
    await page.getByText('Ready offline').waitFor();
    await createSession(page, 'At risk');
    await addBox(page);
    await context.setOffline(true);
    await page.evaluate(() => Object.assign(globalThis, { diskIsFull: true }));
    await addBox(page);
    await says(page, 'Not saved');
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await page.goBack();
    await page.getByRole('button', { name: 'Leave anyway' }).first().waitFor();
    await holds(page, 2);
    expect(page.url()).toContain('#session=');
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'diskIsFull'));
    await page.goBack();
    await page.getByText('Sessions on this device').waitFor();
    await page.getByRole('button', { name: 'At risk', exact: true }).click();
    await holds(page, 2);
    await context.close();
  });

  it('[APP-14] back and forward in haste end where the address says', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    const { context, page } = person;
    // A forward that meets a back still under way has nowhere to go: every step back may count, and all of
    // them must stay inside the app.
    await page.evaluate(() => {
      for (let i = 0; i < 5; i++) history.pushState(null, '', '#');
    });
    await createSession(page, 'Here');
    await addBox(page);
    const url = page.url();
    await page.evaluate(async () => {
      for (let i = 0; i < 5; i++) {
        history.back();
        await new Promise(resolve => setTimeout(resolve, 5 * i));
        history.forward();
        await new Promise(resolve => setTimeout(resolve, 5 * i));
      }
    });
    const isThere = async (): Promise<boolean> => {
      const library = await page.getByText('Sessions on this device').isVisible();
      return page.url() === url ? (await objects(page)).length === 1 && !library : library;
    };
    await expect.poll(isThere, { timeout: 20_000 }).toBe(true);
    await page.goto(url);
    await started(page);
    await holds(page, 1);
    await context.close();
  });
});
