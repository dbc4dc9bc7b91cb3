import { describe, expect, it } from 'vitest';
import { callsOf, press, said, usePreviews } from './preview-page.ts';

const { on } = usePreviews();

describe('sharing', () => {
  it('[UI-21] a code is made as chosen: what it allows, for how long, for how many', () =>
    on('share', async page => {
      await page.getByRole('radio', { name: 'Can only look' }).check();
      await page.getByRole('radio', { name: '7 days' }).check();
      await page.getByRole('radio', { name: '5' }).check();
      await press(page, 'Make a code');
      expect(await callsOf(page)).toEqual([
        ['createShare', { role: 'viewer', expiresIn: 7 * 24 * 60 * 60, maxUses: 5 }],
      ]);
    }));

  it('[UI-21] a new code is shown large, as a link and as a picture, with until when it works', () =>
    on('share-ready', async page => {
      expect(await page.textContent('.share-code')).toBe('7K3M-9QXD-2RTV');
      expect(await page.inputValue('dialog input[aria-label="Link"]')).toContain('#join=7K3M-9QXD-2RTV');
      expect(await page.locator('.qr svg path').count()).toBeGreaterThan(0);
      expect(await said(page)).toMatch(/can edit until/);
      await press(page, 'Make another code');
      expect(await page.isVisible('.share-form')).toBe(true);
    }));

  it('[TIME-5] a new code stays on show where the device’s clock is set past its end', () =>
    on('share-clock-set', async page => {
      expect(await page.textContent('.share-code')).toBe('7K3M-9QXD-2RTV');
    }));

  it('[UI-21] the codes are listed with what they allow and how often they were used, and can be revoked', () =>
    on('share', async page => {
      const rows = page.locator('.share-list .row');
      expect(await rows.allTextContents()).toMatchObject([
        expect.stringContaining('used by 3 of 5'),
        expect.stringContaining('not used yet'),
        expect.stringContaining('works no more'),
      ]);
      await rows
        .nth(1)
        .getByRole('button', { name: /^Revoke/ })
        .click();
      expect(await callsOf(page)).toEqual([['revokeShare', 's2']]);
    }));

  it('[UI-22] without a relay it says what has to wait, and from when the rest is', () =>
    on('share-offline', async page => {
      expect(await said(page)).toContain('The relay cannot be reached now');
      expect(await said(page)).toMatch(/Shown as of /);
      await page.getByRole('button', { name: /^Make a code/ }).click({ force: true });
      expect(await callsOf(page)).toEqual([]);
    }));

  it('[UI-23] who is not the host reads whom to ask', () =>
    on('share-guest', async page => {
      expect(await said(page)).toContain('Only the host can invite people');
    }));
});

describe('people', () => {
  it('[UI-24] says who belongs to the session, as what, and how present they are', () =>
    on('people', async page => {
      for (const words of [
        'Ana Pereira',
        'here, on a headset',
        'away for a moment',
        'gone, last here 20 hours ago',
      ])
        expect(await said(page)).toContain(words);
      await page.getByLabel('Role of Bo Lindqvist').selectOption('viewer');
      expect(await callsOf(page)).toEqual([['changeRole', 'user-of-peer-number-0', 'viewer']]);
    }));

  it('[UI-25] handing over and removing ask first, and Esc takes the question back and not the page', () =>
    on('people', async page => {
      await press(page, 'Remove: Bo Lindqvist');
      expect(await page.textContent('.confirm')).toContain('Their copy stays on their device');
      await page.keyboard.press('Escape');
      expect(await page.locator('.confirm').count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        'Remove: Bo Lindqvist',
      );
      expect(await callsOf(page)).toEqual([]);
      await press(page, 'Hand over: Bo Lindqvist');
      await press(page, 'Hand over');
      await press(page, 'Remove: Ines');
      await press(page, 'Remove');
      expect(await callsOf(page)).toEqual([
        ['changeRole', 'user-of-peer-number-0', 'host'],
        ['removeMember', 'user-who-was-here-once'],
      ]);
    }));

  it('[UI-26] a request is answered with one tap, from the room or from the list', () =>
    on('session-request', async page => {
      expect(await page.textContent('.banner')).toContain('Chidi asks to edit');
      await page.click('.banner button:has-text("Allow")');
      await page.evaluate(() => window.preview.show('people'));
      await press(page, 'Not now: Chidi');
      expect(await callsOf(page)).toEqual([
        ['answerRequest', 'user-of-peer-number-1', true],
        ['answerRequest', 'user-of-peer-number-1', false],
      ]);
    }));

  it('[UI-22] without a relay it shows whom this device knows', () =>
    on('people-silent', async page => {
      for (const words of ['The relay cannot be reached', 'Ana Pereira', 'Ines', 'was here before'])
        expect(await said(page)).toContain(words);
    }));

  it('[UI-23] a guest sees the roles and changes none', () =>
    on('people-guest', async page => {
      expect(await said(page)).toContain('Only the host changes roles');
      expect(await page.locator('dialog select').count()).toBe(0);
    }));
});

describe('the page of alignment', () => {
  it('[UI-37] says how well the session stands in it, by which points, and frees an anchor after a second press', () =>
    on('align', async page => {
      expect(await said(page)).toContain('0.6 cm off');
      expect(await said(page)).toContain('Table, left corner, Table, right corner');
      await press(page, 'Rename Kitchen table');
      await page.getByLabel('Name of these reference points').fill('Work table');
      await page.keyboard.press('Enter');
      await press(page, /^Free/);
      await press(page, 'Free it');
      await press(page, /^Delete Kitchen table/);
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['editFrame', 'freeAnchor', 'deleteFrame']);
    }));

  it('[UI-37] outside AR it says that points are measured in AR, and measures nothing', () =>
    on('align-outside', async page => {
      expect(await said(page)).toContain('Measure the points again in AR');
      const measure = page.getByRole('button', {
        name: /^Measure Kitchen table again: Enter AR with a headset/,
      });
      await measure.click({ force: true });
      expect(await callsOf(page)).toEqual([]);
    }));

  it('[UI-37] says how reference points are made where there are none, and offers nothing to who may only look', () =>
    on('align-empty', async page => {
      expect(await said(page)).toContain('touch two corners');
      expect(await page.getByRole('button', { name: /^(Rename|Delete|Free)/ }).count()).toBe(0);
    }));
});

describe('settings', () => {
  it('[UI-27] the host decides who may edit and how many may come; the relay’s word moves the switch', () =>
    on('settings', async page => {
      await page.getByRole('switch', { name: 'Others may edit' }).click();
      expect(await page.getByRole('switch', { name: 'Others may edit' }).isChecked()).toBe(true);
      await page.getByLabel('People at once').fill('4');
      await page.keyboard.press('Tab');
      await page.getByLabel('People at once').fill('400');
      await page.keyboard.press('Tab');
      await page.getByLabel('Name').fill('Kitchen');
      await page.keyboard.press('Enter');
      expect((await callsOf(page)).map(([name, ...args]) => [name, args.at(-1)])).toEqual([
        ['changePolicy', { allow_editing: false }],
        ['changePolicy', { max_participants: 4 }],
        ['renameSession', 'Kitchen'],
      ]);
      expect(await page.inputValue('input[type="number"]')).toBe('10');
    }));

  it('[UI-28] deleting for everybody needs the name of the session, typed', () =>
    on('settings', async page => {
      await press(page, 'Delete: for everybody');
      const sure = page.getByRole('button', { name: 'Delete for everybody' });
      expect(await sure.isDisabled()).toBe(true);
      await page.getByLabel('Type “Kitchen rebuild” to go on').fill('Kitchen rebuild');
      await sure.click();
      expect(await callsOf(page)).toEqual([['deleteEverywhere']]);
    }));

  it('[UI-23] a guest reads them, and why they are fixed', () =>
    on('settings-guest', async page => {
      expect(await said(page)).toContain('Only the host changes these');
      expect(await page.getByRole('switch', { name: 'Others may edit' }).isDisabled()).toBe(true);
      expect(await page.getByLabel('Name').isDisabled()).toBe(true);
      expect(await page.getByRole('button', { name: /^(Archive|Delete)/ }).count()).toBe(0);
    }));

  it('[UI-29] says what is kept where', () =>
    on('settings-offline', async page => {
      for (const words of [
        'The whole session, with 3 objects',
        'Everything but 1 picture, waiting until it can be reached',
        'anchors stay on this device',
      ])
        expect(await said(page)).toContain(words);
    }));
});
