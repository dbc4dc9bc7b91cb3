import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FixtureName } from './preview/fixtures.ts';
import { callsOf, openPreviews, type PreviewBrowser, SIZES } from './preview-page.ts';

let previews: PreviewBrowser;
beforeAll(async () => {
  previews = await openPreviews();
});
afterAll(() => previews.close());

/** Runs `act` on a page that shows `name`; afterwards nothing may have gone wrong in it. */
async function on(name: FixtureName, act: (page: Page) => Promise<void>, phone = false): Promise<void> {
  const { page, seen, close } = await previews.open(name, phone ? { viewport: SIZES.phone } : {});
  await act(page);
  expect(seen.errors).toEqual([]);
  await close();
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );

describe('the library', () => {
  it('[UI-1] creates with Enter alone, under the suggested name', () =>
    on('library', async page => {
      await page.focus('input[name="session-name"]');
      await page.keyboard.press('Enter');
      expect(await callsOf(page)).toEqual([['createSession', 'Session 5']]);
    }));

  it('[UI-2] joins by a pasted link, and says what a code looks like otherwise', () =>
    on('library-empty', async page => {
      await page.fill('input[name="share-code"]', 'nonsense');
      await page.keyboard.press('Enter');
      expect(await page.textContent('.field-error')).toContain('12 letters and digits');
      await page.fill('input[name="share-code"]', 'https://frame.local/#join=7k3m-9qxd-2rtv');
      await page.click('button:has-text("Join")');
      expect(await callsOf(page)).toEqual([['joinSession', '7K3M-9QXD-2RTV']]);
    }));

  it('[UI-8] lists the last opened first, with what a person needs to choose', () =>
    on('library', async page => {
      expect(await page.locator('.session-open').allTextContents()).toEqual([
        'Kitchen rebuild',
        'Exhibition, hall 2',
        'Grandmother’s flat before the move',
        'Garden pergola',
      ]);
      const second = await page.locator('.session-row').nth(1).textContent();
      for (const words of ['1,280 objects', 'opened 2 hours ago', 'Editor', '3 waiting'])
        expect(second).toContain(words);
    }));

  it('opens a session by a press anywhere on its row', () =>
    on('library', async page => {
      await page
        .locator('.session-row')
        .first()
        .click({ position: { x: 400, y: 40 } });
      const id = await page.evaluate(() => {
        const library = window.preview.model.library.value;
        return library.state === 'ready' ? library.entries[1]?.id : undefined;
      });
      expect(await callsOf(page)).toEqual([['openSession', id]]);
    }));

  it('renames in place; Esc takes it back; only a host may', () =>
    on('library', async page => {
      await page.click('[aria-label="Rename Kitchen rebuild"]');
      await page.keyboard.type('Kitchen');
      await page.keyboard.press('Escape');
      expect(await callsOf(page)).toEqual([]);
      await page.click('[aria-label="Rename Kitchen rebuild"]');
      await page.keyboard.type('Kitchen');
      await page.keyboard.press('Enter');
      expect((await callsOf(page)).map(([name, , to]) => [name, to])).toEqual([['renameSession', 'Kitchen']]);
      await page.click('[aria-label^="Rename Exhibition"]', { force: true });
      expect(await page.locator('.inline-name').count()).toBe(0);
    }));

  it('[UI-9] asks before it deletes, says what is lost, and gives the focus back', () =>
    on('library', async page => {
      const button = page.locator('[aria-label="Delete Exhibition, hall 2"]');
      await button.click();
      const words = await page.textContent('dialog');
      expect(words).toContain('Deletes it from this device. The relay and other people keep theirs.');
      expect(words).toContain('3 changes not on the relay yet!');
      for (let n = 0; n < 6; n++) {
        await page.keyboard.press('Tab');
        const inside = await page.evaluate(
          () =>
            document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        );
        expect(inside).toBe(true);
      }
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog').count()).toBe(0);
      expect(await focused(page)).toBe('Delete Exhibition, hall 2');
      expect(await callsOf(page)).toEqual([]);
      await button.click();
      await page.click('dialog .danger');
      expect((await callsOf(page)).map(([name]) => name)).toEqual(['deleteSession']);
    }));

  it('[UI-10] stays usable without storage, and says so', () =>
    on('library-unavailable', async page => {
      expect(await page.textContent('[role="alert"]')).toContain('does not let AI Frame store anything');
      await page.click('button:has-text("Create")');
      expect(await callsOf(page)).toEqual([['createSession', 'Session 1']]);
    }));

  it('asks for persistence by a press, and shows the answer in words', () =>
    on('library', async page => {
      await page.click('button:has-text("Keep my data")');
      expect(await callsOf(page)).toEqual([['askPersistence']]);
      await page.evaluate(() => {
        window.preview.model.persistence.value = 'granted';
      });
      expect(await page.textContent('.library-aside')).toContain('Your data is kept');
    }));

  it('changes the profile', () =>
    on('library', async page => {
      await page.fill('input[autocomplete="nickname"]', 'Ana P.');
      await page.keyboard.press('Enter');
      await page.click('.library-aside [aria-label="Teal"]');
      expect(await callsOf(page)).toEqual([
        ['setProfile', 'Ana P.', '#ffb454'],
        ['setProfile', 'Ana Pereira', '#2fd4c6'],
      ]);
    }));

  it('imports a file', () =>
    on('library', async page => {
      await page.setInputFiles('input[type="file"]', {
        name: 'kitchen.aiframe',
        mimeType: 'application/octet-stream',
        buffer: Buffer.from('x'),
      });
      expect(await callsOf(page)).toEqual([['importSession', { file: 'kitchen.aiframe' }]]);
    }));
});

describe('an open session', () => {
  it('[UI-11] lets every press that no control wants through to the room', () =>
    on('session-placing', async page => {
      for (const [x, y] of [
        [640, 360],
        [640, 590],
        [400, 40],
        [400, 690],
        [900, 690],
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
      await panel.locator('button:has-text("Try again")').click();
      await panel.locator('button:has-text("Reconnect")').click();
      await panel.locator('button:has-text("Save as a file")').click();
      expect(await callsOf(page)).toEqual([['retryDisk'], ['reconnect'], ['exportSession']]);
    }));

  it('shares: a code is asked for once, shown large with its link and picture, or the reason why there is none', () =>
    on('session', async page => {
      await page.click('.share-button');
      expect(await page.textContent('dialog')).toContain('Asking the relay');
      expect(await callsOf(page)).toEqual([['share']]);
      await page.evaluate(() => window.preview.show('share-ready'));
      expect(await page.textContent('.share-code')).toBe('7K3M-9QXD-2RTV');
      expect(await page.inputValue('dialog input')).toContain('#join=7K3M-9QXD-2RTV');
      expect(await page.locator('.qr svg path').count()).toBeGreaterThan(0);
      await page.evaluate(() => window.preview.show('share-offline'));
      expect(await page.textContent('dialog')).toContain('The relay cannot be reached');
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
        expect(await callsOf(page)).toEqual([['share'], ['setGizmo', 'rotate']]);
      },
      true,
    ));
});

describe('AR and VR', () => {
  it('says why there is none', () =>
    on('session-empty', async page => {
      await page.click('.xr-button');
      expect(await page.textContent('.xr-reason')).toContain('This browser has no AR or VR');
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
      expect(await callsOf(page)).toEqual([['dismissNotice', 'full']]);
    }));

  it('[UI-17] a session that cannot be shown says why and leads back', () =>
    on('failed', async page => {
      expect(await page.textContent('main')).toContain('This session is not on this device');
      await page.click('button:has-text("Back to the sessions")');
      expect(await callsOf(page)).toEqual([['closeSession']]);
    }));
});
