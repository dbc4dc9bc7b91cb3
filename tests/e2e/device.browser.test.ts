import { describe, expect, it } from 'vitest';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import { addBox, createSession, holds, objects, says, shareCode, somebody, started } from './person.ts';

const stage = useStage([NOBODY_THERE]);

describe('the app on one device', () => {
  it('[APP-1] two tabs of one session are equal at once, offline too, and nothing of either is lost', async () => {
    const { context, page } = await somebody(stage, stage.relay.url, 'screen');
    await page.getByText('Ready offline').waitFor();
    await createSession(page, 'Two tabs');
    const other = await context.newPage();
    await other.goto(page.url());
    await started(other);
    await context.setOffline(true);
    await addBox(page);
    await holds(other, 1);
    await addBox(other);
    await holds(page, 2);
    await says(page, /waiting/);
    await says(other, /waiting/);
    const before = await objects(page);
    await page.close();
    await addBox(other);
    await says(other, /waiting/);
    await other.reload();
    await started(other);
    await holds(other, 3);
    expect(await objects(other)).toEqual(expect.arrayContaining([...before]));
    await context.setOffline(false);
    await says(other, 'Saved on the relay');
    await context.close();
  });

  it('[APP-2] a full disk is said, the edits are offered as a file, and saved when there is room', async () => {
    const { context, page } = await somebody(stage, 'about:blank', 'screen');
    // Only the first sign of a full disk is made up here; tests/disk meets a real quota.
    await context.addInitScript(() => {
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = function (...row) {
        if ('diskIsFull' in globalThis) throw new DOMException('full', 'QuotaExceededError');
        return add.apply(this, row);
      };
    });
    await page.goto(stage.relay.url);
    await createSession(page, 'Full');
    await addBox(page);
    await says(page, /^Saved/);
    await page.evaluate(() => Object.assign(globalThis, { diskIsFull: true }));
    await addBox(page);
    await says(page, 'Not saved');
    await page.getByText('This device’s storage is full').filter({ visible: true }).first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save a copy' }).first().click();
    expect((await download).suggestedFilename()).toBe('Full.aiframe');
    await addBox(page);
    const before = await objects(page);
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'diskIsFull'));
    // Without a press: the app tries again by itself, and its notice goes when it has worked.
    await says(page, /^Saved/);
    await page
      .getByText('This device’s storage is full')
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'hidden' });
    await page.reload();
    await started(page);
    await holds(page, before.length);
    expect(await objects(page)).toEqual(before);
    await context.close();
  });

  it('[APP-3] a browser that stores nothing is told about, and can be used', async () => {
    const { context } = await stage.device({ viewport: { width: 900, height: 600 } });
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('storage is off', 'SecurityError');
      };
    });
    const page = await context.newPage();
    await page.goto(stage.relay.url);
    await page.getByText('This browser does not let AI Frame store anything').first().waitFor();
    await createSession(page, 'In memory');
    await addBox(page);
    await says(page, 'Not saved');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save a copy' }).first().click();
    await download;
    await context.close();
  });

  it('[APP-19] a browser that cannot draw in 3D is told about, and its sessions can still be opened and exported', async () => {
    const { context, page } = await somebody(stage, 'about:blank', 'screen');
    await context.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await page.goto(stage.relay.url);
    await page.getByText('This browser cannot draw in 3D').first().waitFor();
    await createSession(page, 'Flat');
    await says(page, 'Saved on the relay');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+s');
    expect((await download).suggestedFilename()).toBe('Flat.aiframe');
    await context.close();
  });

  it('[APP-4] [APP-5] [APP-8] a link lets in, the code leaves the address bar, and the last session opens again', async () => {
    const host = await somebody(stage, stage.relay.url, 'screen');
    await createSession(host.page, 'Linked');
    await says(host.page, 'Saved on the relay');
    const code = await shareCode(host.page);
    const guest = await somebody(stage, `${stage.relay.url}/#join=${code}`, 'screen');
    await guest.page.waitForURL(/#session=/);
    expect(guest.page.url()).not.toContain(code);
    await says(guest.page, 'Saved on the relay');
    await guest.page.goto('about:blank');
    await guest.page.goto(stage.relay.url);
    await guest.page.waitForURL(/#session=/);
    await guest.page.getByRole('button', { name: 'Back to the sessions' }).click();
    await guest.page.getByText('Sessions on this device').waitFor();
    await guest.page.goto('about:blank');
    await guest.page.goto(stage.relay.url);
    await guest.page.getByText('Linked').waitFor();
    expect(guest.page.url()).not.toContain('#session');
    await guest.page.getByRole('button', { name: 'Linked', exact: true }).click();
    await guest.page.waitForURL(/#session=/);
    await guest.page.goBack();
    await guest.page.getByText('Sessions on this device').waitFor();
    await host.context.close();
    await guest.context.close();
  });

  it('[APP-6] a session leaves as a file and comes back as a new one', async () => {
    const { context, page } = await somebody(stage, stage.relay.url, 'screen');
    const first = await createSession(page, 'Travel');
    await addBox(page);
    await addBox(page);
    const before = await objects(page);
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+s');
    const path = await (await download).path();
    await page.getByRole('button', { name: 'Back to the sessions' }).click();
    await page.locator('input[type=file]').setInputFiles({
      name: 'Travel.aiframe',
      mimeType: 'application/octet-stream',
      buffer: await import('node:fs/promises').then(fs => fs.readFile(path)),
    });
    await page.waitForURL(url => url.hash.includes('session=') && !url.hash.includes(first));
    await holds(page, 2);
    expect(await objects(page)).toEqual(before);
    await says(page, 'Saved on the relay');
    await context.close();
  });

  it('[EXPORT-7] what is seen leaves as a 3D file, and goes to the system’s own AR viewer where there is one', async () => {
    const { context, page } = await somebody(stage, 'about:blank', 'screen');
    // As in Safari on an iPhone: links of this kind are supported, and open another program.
    await context.addInitScript(() => {
      const { supports } = DOMTokenList.prototype;
      DOMTokenList.prototype.supports = function (token) {
        return token === 'ar' || supports.call(this, token);
      };
      const { click } = HTMLAnchorElement.prototype;
      HTMLAnchorElement.prototype.click = function () {
        if (this.rel !== 'ar') return click.call(this);
        const first = this.firstElementChild?.tagName;
        void fetch(this.href).then(async answer => {
          const head = new Uint8Array(await answer.arrayBuffer()).slice(0, 2);
          Object.assign(globalThis, { quickLook: { first, head: [...head], name: this.download } });
        });
      };
    });
    await page.goto(stage.relay.url);
    await createSession(page, 'Files');
    const more = page.getByRole('button', { name: 'More', exact: true });
    await more.click();
    await page.getByRole('button', { name: 'Save as GLB' }).click();
    await page.getByText('There is nothing to put into a file').first().waitFor();
    await addBox(page);
    const download = page.waitForEvent('download');
    await more.click();
    await page.getByRole('button', { name: 'Save as GLB' }).click();
    expect((await download).suggestedFilename()).toBe('Files.glb');
    await more.click();
    await page.getByRole('button', { name: 'View in AR' }).click();
    const handed = await page.waitForFunction(() => (globalThis as { quickLook?: unknown }).quickLook);
    // A zip begins with PK.
    expect(await handed.jsonValue()).toEqual({ first: 'IMG', head: [0x50, 0x4b], name: 'Files.usdz' });
    await context.close();
  });

  it('[APP-7] undo takes back my steps and not the name of the session', async () => {
    const { context, page } = await somebody(stage, stage.relay.url, 'screen');
    await createSession(page, 'Steps');
    await addBox(page);
    await addBox(page);
    await page.keyboard.press('Control+z');
    await holds(page, 1);
    await page.keyboard.press('Control+Shift+z');
    await holds(page, 2);
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
    await holds(page, 0);
    await page.getByText('Steps').first().waitFor();
    await context.close();
  });

  it('[APP-7] what was hidden can be found again', async () => {
    const { context, page } = await somebody(stage, stage.relay.url, 'screen');
    await createSession(page, 'Hidden');
    await addBox(page);
    await page.getByRole('button', { name: /^Hide/ }).click();
    await page.keyboard.press('v');
    await page.keyboard.press('Escape');
    await page.reload();
    await started(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('button', { name: 'Show 1 hidden object' }).click();
    await page.getByRole('heading', { name: 'Box' }).waitFor();
    await context.close();
  });

  it('[APP-9] renaming in the library reaches the others', async () => {
    const host = await somebody(stage, stage.relay.url, 'screen');
    await createSession(host.page, 'Before');
    await says(host.page, 'Saved on the relay');
    const code = await shareCode(host.page);
    const guest = await somebody(stage, `${stage.relay.url}/#join=${code}`, 'screen');
    await guest.page.getByText('Before').first().waitFor();
    await host.page.getByRole('button', { name: 'Back to the sessions' }).click();
    await host.page
      .getByRole('button', { name: /^Rename/ })
      .first()
      .click();
    await host.page.getByLabel('New name for Before').fill('After');
    await host.page.keyboard.press('Enter');
    await host.page.getByRole('button', { name: 'After', exact: true }).click();
    await says(host.page, 'Saved on the relay');
    await guest.page.getByText('After').first().waitFor();
    await host.context.close();
    await guest.context.close();
  });
});
