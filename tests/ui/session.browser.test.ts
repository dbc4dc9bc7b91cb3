import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { FixtureName } from './preview/fixtures.ts';
import { callsOf, SIZES, usePreviews } from './preview-page.ts';

const previews = usePreviews();

const on = (name: FixtureName, act: (page: Page) => Promise<void>, phone = false) =>
  previews.on(name, act, phone ? { viewport: SIZES.phone } : {});

describe('an open session', () => {
  it('[UI-11] lets every press that no control wants through to the room', () =>
    on('session-placing', async page => {
      for (const [x, y] of [
        [640, 360],
        [640, 590],
        [400, 40],
        [300, 690],
        [1000, 690],
        [40, 100],
      ] as const) {
        await page.mouse.click(x, y);
      }
      expect(await page.evaluate(() => window.preview.presses.length)).toBe(6);
      await page.click('.tile:has-text("Torus")');
      expect(await page.evaluate(() => window.preview.presses.length)).toBe(6);
      expect(await callsOf(page)).toEqual([['choose', { tool: 'place', kind: 'torus' }]]);
    }));

  it('[UI-3] every shortcut does what the list says', () =>
    on('session-selected', async page => {
      const keys = [
        '2',
        'v',
        'w',
        'e',
        'r',
        'Control+z',
        'Control+Shift+z',
        'Control+y',
        'Control+d',
        'Delete',
        'f',
        'a',
        'p',
      ];
      for (const key of [...keys, 'Control+s']) await page.keyboard.press(key);
      expect((await callsOf(page)).map(call => call.filter(each => !Array.isArray(each)))).toEqual([
        ['choose', { tool: 'place', kind: 'sphere' }],
        ['select'],
        ['setGizmo', 'move'],
        ['setGizmo', 'rotate'],
        ['setGizmo', 'scale'],
        ['undo'],
        ['redo'],
        ['redo'],
        ['duplicateSelection'],
        ['deleteSelection'],
        ['frameAll'],
        ['placeInFront', { tool: 'place', kind: 'box' }],
        ['takeScreenshot'],
        ['exportSession'],
      ]);
      await page.keyboard.press('?');
      const list = await page.textContent('dialog');
      for (const words of ['Cylinder', 'Duplicate', 'Ctrl Shift Z', 'Show everything'])
        expect(list).toContain(words);
    }));

  it('[UI-3] no shortcut runs while someone types or a dialog is open', () =>
    on('session-selected', async page => {
      await page.click('textarea');
      await page.keyboard.press('v');
      await page.keyboard.press('Delete');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.keyboard.press('w');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['editSelection']);
    }));

  it('[UI-12] writes a text before another object can be selected', () =>
    on('session-selected', async page => {
      await page.evaluate(() => {
        const canvas = document.querySelector('canvas');
        canvas?.addEventListener('pointerdown', () => window.preview.calls.push(['the room was pressed']));
      });
      await page.fill('textarea', 'Sink');
      await page.mouse.click(640, 590);
      expect(await callsOf(page)).toEqual([['editSelection', { text: 'Sink' }], ['the room was pressed']]);
    }));

  it('edits the selection: colour, lock, hide, duplicate, delete', () =>
    on('session-selected', async page => {
      await page.click('.inspector [aria-label="Coral"]');
      await page.click('.inspector [aria-label="Lock"]');
      await page.click('.inspector [aria-label^="Hide"]');
      await page.click('.inspector [aria-label="Duplicate"]');
      await page.click('.inspector [aria-label="Delete"]');
      expect(await callsOf(page)).toEqual([
        ['editSelection', { color: '#ff7a90' }],
        ['editSelection', { locked: 'user-of-this-very-device' }],
        ['editSelection', { hidden: true }],
        ['duplicateSelection'],
        ['deleteSelection'],
      ]);
    }));

  it('a locked selection can only be unlocked or copied', () =>
    on('session-locked', async page => {
      await page.click('.inspector [aria-label^="Delete"]', { force: true });
      expect(await page.isDisabled('.inspector [aria-label="Coral"]')).toBe(true);
      await page.click('.inspector [aria-label="Unlock"]');
      expect(await callsOf(page)).toEqual([['editSelection', { locked: undefined }]]);
    }));

  it('[UI-38] people are followed and asked to come from the list of who is here', () =>
    on('session-together', async page => {
      await page.getByRole('button', { name: /^People/ }).click();
      const list = page.getByRole('dialog', { name: 'People in this session' });
      await list.getByText('asleep, headset off').waitFor();
      await list.getByText('away for a moment').waitFor();
      await list.getByRole('button', { name: 'Follow Mei Tanaka' }).click();
      await page.getByText('Following Olu, who is asleep').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('l');
      await page.getByRole('button', { name: /^People/ }).click();
      await list.getByRole('button', { name: 'Bring everybody to me' }).click();
      expect(await callsOf(page)).toEqual([
        ['follow', 'user-of-peer-number-2'],
        ['stopFollowing'],
        ['ping'],
        ['callOthers'],
      ]);
    }));

  it('[TOGETHER-6] a ping is said in words, and marked at the edge when it is out of the picture', () =>
    on('session-together', async page => {
      await page.getByRole('status').getByText('Bo Lindqvist: look here').waitFor({ state: 'attached' });
      const mark = await page.locator('.ping-mark').boundingBox();
      expect(mark?.x).toBeGreaterThan(SIZES.desktop.width * 0.85);
      expect((mark?.x ?? 0) + (mark?.width ?? 0)).toBeLessThanOrEqual(SIZES.desktop.width);
    }));

  it('[UI-13] a viewer can change nothing and reads why', () =>
    on('session-viewer', async page => {
      for (const key of ['1', 'Control+z', 'Delete', 'Control+d', 'a', 'w']) await page.keyboard.press(key);
      await page.click('.toolbar [aria-label^="Undo"]', { force: true });
      await page.click('.inspector [aria-label^="Delete"]', { force: true });
      expect(await page.isDisabled('.tile:has-text("Box")')).toBe(true);
      expect(await page.isDisabled('textarea')).toBe(true);
      expect(await page.textContent('.palette')).toContain('Ask the host for permission to edit');
      expect(await page.locator('.session-name button').count()).toBe(0);
      expect(await callsOf(page)).toEqual([]);
    }));

  it.each([
    ['session', 'Saved on the relay'],
    ['session-empty', 'Saved on this device'],
    ['session-placing', '12 changes waiting'],
    ['session-not-saved', 'Not saved'],
    ['session-refused', 'Refused'],
  ] as const)('[UI-14] in %s the bottom left corner says %j', (name, words) =>
    on(name, async page => {
      expect(await page.textContent('button.status')).toContain(words);
      const box = await page.locator('button.status').boundingBox();
      expect(box?.x).toBe(12);
      expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBe(SIZES.desktop.height - 12);
    }),
  );

  it('[UI-14] a status that needs the person says more and offers what helps', () =>
    on('session-not-saved', async page => {
      await page.click('button.status');
      const panel = page.locator('.status-panel');
      expect(await panel.textContent()).toContain('This device’s storage is full');
      await panel.locator('button:has-text("Save again")').click();
      await panel.locator('button:has-text("Reconnect")').click();
      await panel.locator('button:has-text("Save as a file")').click();
      expect(await callsOf(page)).toEqual([['retryDisk'], ['reconnect'], ['exportSession']]);
    }));

  it('on a phone the same things can be reached', () =>
    on(
      'session-selected',
      async page => {
        await page.click('[aria-label="More"]');
        await page.click('.menu-item:has-text("Share")');
        expect(await page.textContent('dialog')).toContain('Share this session');
        await page.keyboard.press('Escape');
        await page.click('.inspector [aria-label="Rotate"]');
        expect(await callsOf(page)).toEqual([['setGizmo', 'rotate']]);
      },
      true,
    ));

  it('[UI-18] on a phone the inspector leaves the room in sight until more of it is asked for', () =>
    on(
      'session-selected',
      async page => {
        const height = async () => (await page.locator('.inspector').boundingBox())?.height ?? 0;
        expect(await height()).toBeLessThan(SIZES.phone.height / 4);
        await page.fill('.inspector textarea', 'Sink');
        expect(await page.isVisible('.inspector [aria-label="Delete"]')).toBe(false);
        await page.click('.inspector [aria-label="Show more"]');
        await page.click('.inspector [aria-label="Delete"]');
        expect((await callsOf(page)).map(([name]) => name)).toEqual(['editSelection', 'deleteSelection']);
        await page.click('.inspector [aria-label="Show less"]');
        expect(await page.isVisible('.inspector [aria-label="Delete"]')).toBe(false);
      },
      true,
    ));

  it('[UI-19] says who placed and who changed the selection, and what is only claimed', () =>
    on('session-selected', async page => {
      const makers = page.locator('.makers');
      expect(await makers.textContent()).toContain('by Bo Lindqvist, yesterday');
      expect(await makers.textContent()).toContain('by you, 4 minutes ago');
      expect(await makers.textContent()).not.toContain('claimed');
      await page.evaluate(() => window.preview.show('session-locked-by-other'));
      expect(await makers.textContent()).toContain('by Bo Lindqvist, yesterday (claimed)');
      expect(await makers.textContent()).toContain('by several people');
    }));

  it('[UI-20] what somebody else has locked says so, and can be copied, not changed or unlocked', () =>
    on('session-locked-by-other', async page => {
      expect(await page.textContent('.inspector')).toContain(
        'Locked by Bo Lindqvist. They or the host can unlock it.',
      );
      await page.click('.inspector [aria-label^="Unlock: only Bo Lindqvist or the host can"]', {
        force: true,
      });
      await page.click('.inspector [aria-label^="Delete: locked by Bo Lindqvist"]', { force: true });
      await page.click('.inspector [aria-label="Duplicate"]');
      expect(await callsOf(page)).toEqual([['duplicateSelection']]);
    }));
});
