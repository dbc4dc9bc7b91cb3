import { describe, expect, it } from 'vitest';
import { callsOf, press, said, usePreviews } from './preview-page.ts';

const { on } = usePreviews();

describe('looking only', () => {
  it('[UI-33] a banner says so and why, and asks the host once', () =>
    on('session-viewer', async page => {
      expect(await page.textContent('.banner')).toContain('View only');
      await page.click('.banner button:has-text("Ask to edit")');
      await page.getByText('The host has been asked.').waitFor();
      expect(await callsOf(page)).toEqual([['askForAccess', 'editor']]);
      await page.evaluate(() => window.preview.show('session-editing-off'));
      expect(await page.textContent('.banner')).toContain('The host has turned editing off');
      expect(await page.isDisabled('.tile:has-text("Box")')).toBe(true);
    }));
});

describe('refused edits', () => {
  it('[UI-34] the corner and a banner say it; the sheet says what, why and what can be done', () =>
    on('session-refused-edits', async page => {
      expect(await page.textContent('button.status')).toContain('3 edits not taken');
      await page.click('.banner button:has-text("What now?")');
      for (const words of [
        '3 edits are only on this device',
        'Your role does not allow this edit',
        'They stay here, safe and visible, until you decide',
        'Note “Sink goes here, 60 cm from the wall”',
        'you deleted it',
      ])
        expect(await said(page)).toContain(words);
      await press(page, 'Ask the host');
      await press(page, 'Keep a copy');
      await press(page, 'Save: as a file');
      await press(page, 'Try again');
      expect((await callsOf(page)).map(([name]) => name)).toEqual([
        'askHost',
        'keepAsCopy',
        'exportKept',
        'sendAgain',
      ]);
    }));

  it('[UI-34] giving edits up asks first', () =>
    on('refused', async page => {
      await press(page, 'Discard');
      expect(await callsOf(page)).toEqual([]);
      await press(page, 'Discard them');
      expect(await callsOf(page)).toEqual([['discard']]);
    }));

  it('[UI-34] says when the host has been asked, and when something is under way', () =>
    on('refused-asked', async page => {
      expect(await said(page)).toContain('The host has been asked');
      await page.evaluate(() => window.preview.show('refused-working'));
      expect(await said(page)).toContain('Working on it');
      await page.getByRole('button', { name: /^Try again/ }).click({ force: true });
      expect(await callsOf(page)).toEqual([]);
    }));

  it('[UI-34] of a session that is gone nobody is asked; the copy is still there to keep', () =>
    on('refused-deleted', async page => {
      expect(await said(page)).toContain('This session was deleted from the relay');
      expect(await page.getByRole('button', { name: 'Ask the host' }).count()).toBe(0);
      await press(page, 'Keep a copy');
      expect(await callsOf(page)).toEqual([['keepAsCopy']]);
    }));

  it('[UI-36] who finds the session full sees what is only here, and asks the host for a place', () =>
    on('refused-full', async page => {
      expect(await page.textContent('button.status')).toContain('Session full · 3 changes waiting');
      for (const words of ['The session is full (8 of 8)', '3 edits of yours are only here', 'you placed it'])
        expect(await said(page)).toContain(words);
      await press(page, 'Ask the host');
      await press(page, 'Try again');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['askHost', 'sendAgain']);
    }));

  it('[UI-36] a session that was put away is opened again by whoever wants to, and nobody is asked', () =>
    on('refused-archived-host', async page => {
      expect(await page.textContent('button.status')).toContain('Put away · 2 changes waiting');
      expect(await said(page)).toContain('2 edits of yours are only here');
      expect(await page.getByRole('button', { name: 'Ask the host' }).count()).toBe(0);
      await press(page, 'Open it again');
      expect(await callsOf(page)).toEqual([['sendAgain']]);
    }));

  it('[UI-26] a request for a place says what allowing it does', () =>
    on('session-request-place', async page => {
      const banner = await page.textContent('.banner');
      expect(banner).toContain('asks for a place: the session is full');
      expect(banner).toContain('Allowing it makes room for one more');
    }));

  it('[UI-36] who is not let in any more can ask, keep a copy, or let the session go', () =>
    on('refused-removed', async page => {
      expect(await page.textContent('button.status')).toContain('Only on this device');
      expect(await said(page)).toContain('You can go on here; nobody else sees it');
      await press(page, 'Ask the host');
      await press(page, 'Delete here');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['askHost']);
      await press(page, 'Delete it');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['askHost', 'discard']);
    }));
});
