import { describe, expect, it } from 'vitest';
import { callsOf, usePreviews } from './preview-page.ts';

const { on } = usePreviews();

describe('AR and VR', () => {
  it('says why there is none', () =>
    on('session-empty', async page => {
      expect(await page.textContent('.xr-hint')).toBe('This device has no AR');
      expect(await page.locator('.xr-button').count()).toBe(0);
      await page.click('[aria-label="More"]');
      expect(await page.textContent('.menu')).toContain('This browser has no AR or VR');
      expect(await callsOf(page)).toEqual([]);
    }));

  it('enters when there is one, and waits while it starts', () =>
    on('session', async page => {
      await page.click('button:has-text("Enter AR")');
      expect(await callsOf(page)).toEqual([['enterXr']]);
      await page.evaluate(() => window.preview.show('session-starting-xr'));
      expect(await page.isDisabled('.xr-button')).toBe(true);
    }));

  it('[UI-15] the overlay is there while presenting and only then', () =>
    on('presenting', async page => {
      expect(await page.isVisible('.screens')).toBe(false);
      expect(await page.textContent('.overlay')).toContain('2 changes waiting');
      await page.click('.overlay .tile:has-text("Sphere")');
      await page.click('.overlay [aria-label="Undo"]');
      await page.click('.overlay [aria-label^="Delete"]');
      await page.click('.overlay button:has-text("Leave")');
      expect((await callsOf(page)).map(([name]) => name)).toEqual([
        'choose',
        'undo',
        'deleteSelection',
        'leaveXr',
      ]);
      const kept = await page.evaluate(() => {
        const press = (target: Element | null) =>
          target?.dispatchEvent(new Event('beforexrselect', { bubbles: true, cancelable: true }));
        return [press(document.querySelector('.overlay button')), press(document.querySelector('.overlay'))];
      });
      expect(kept).toEqual([false, true]);
      await page.evaluate(() => window.preview.show('session'));
      expect(await page.isVisible('.overlay')).toBe(false);
    }));
});

describe('what a phone says over its camera picture', () => {
  it('[UI-41] is what may be lost, with what can be done about it', () =>
    on('presenting-not-saved', async page => {
      const notice = page.locator('.overlay .notice');
      expect(await notice.textContent()).toContain('This device’s storage is full');
      expect(await notice.getByRole('button', { name: 'Save as a file' }).isVisible()).toBe(true);
      await page.click('.overlay [aria-label^="Dismiss: This device"]');
      expect(await callsOf(page)).toEqual([['dismissNotice', 'disk/full']]);
    }));
});

describe('the room on a phone', () => {
  it('[ROOM-15] one of several frames is touched or measured again when the person asks', () =>
    on('presenting-room', async page => {
      expect(await page.locator('.overlay-room').count()).toBe(0);
      await page.click('.overlay [aria-label="Align to the room"]');
      await page.click('[aria-label="Touch the points of Door to the hall"]');
      expect(await page.locator('.overlay-room').count()).toBe(0);
      await page.click('.overlay [aria-label="Align to the room"]');
      await page.click('[aria-label="Measure Kitchen table again"]');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['alignByTouch', 'measureFrame']);
    }));

  it('[ROOM-19] points that have changed are said by themselves, with a press to touch them again', () =>
    on('presenting-changed', async page => {
      expect(await page.textContent('.overlay-room')).toContain('have changed');
      expect(await page.getByRole('button', { name: /^Measure .+ again/ }).count()).toBe(0);
      await page.click('[aria-label="Touch the points of Kitchen table"]');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['dismissNotice', 'alignByTouch']);
    }));

  it('[ROOM-21] what has come over the alignment is said by itself, until it is put away', () =>
    on('presenting-moved', async page => {
      expect(await page.textContent('.overlay-room')).toContain('lost its place');
      expect(await page.getByRole('button', { name: /^Measure .+ again/ }).count()).toBe(0);
      await page.click('.overlay-room button:has-text("Close")');
      expect(await callsOf(page)).toEqual([['dismissNotice', 'align/moved']]);
    }));

  it('[ROOM-2] who is not aligned picks the points to touch, and measures none', () =>
    on('presenting-unaligned', async page => {
      expect(await page.getByRole('button', { name: /^Touch the points of/ }).count()).toBe(2);
      expect(await page.getByRole('button', { name: /^Measure .+ again/ }).count()).toBe(0);
      await page.click('.overlay button:has-text("Use last place")');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['useLastPlace']);
    }));
});

describe('notices', () => {
  it('[UI-5] an update is offered quietly, and waits while something could be lost', () =>
    on('library-update', async page => {
      await page.click('button:has-text("Update now")');
      expect(await callsOf(page)).toEqual([['applyUpdate']]);
      await page.evaluate(() => window.preview.show('session-not-saved'));
      expect(await page.isDisabled('button:has-text("Update now")')).toBe(true);
      expect(await page.textContent('.notices')).toContain('every change is saved on this device');
    }));

  it('[UI-16] a notice is announced, acts, and can be put away', () =>
    on('session-not-saved', async page => {
      expect(await page.getAttribute('.notices', 'aria-live')).toBe('polite');
      await page.click('[aria-label^="Dismiss: This device"]');
      expect(await callsOf(page)).toEqual([['dismissNotice', 'disk/full']]);
    }));

  it('[UI-17] a session that cannot be shown says why and leads back', () =>
    on('failed', async page => {
      expect(await page.textContent('main')).toContain('This session is not on this device');
      await page.click('button:has-text("Back to the sessions")');
      expect(await callsOf(page)).toEqual([['closeSession']]);
    }));
});
