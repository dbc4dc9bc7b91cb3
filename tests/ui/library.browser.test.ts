import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { callsOf, usePreviews } from './preview-page.ts';

const { on } = usePreviews();

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

  it('[UI-35] joins by a QR code where the browser reads them, and offers it nowhere else', () =>
    on('library', async page => {
      expect(await page.locator('.scan-button').count()).toBe(0);
      await page.evaluate(async () => {
        const seen = ['https://example.org/', 'https://frame.local/#join=7k3m9qxd2rtv'];
        class Detector {
          static getSupportedFormats = async () => ['qr_code'];
          detect = async () => [{ rawValue: seen.length > 1 ? seen[0] : seen.at(-1) }];
        }
        const picture = document.createElement('canvas');
        picture.getContext('2d')?.fillRect(0, 0, 1, 1);
        const stream = picture.captureStream(30);
        Object.assign(window, {
          BarcodeDetector: Detector,
          camera: stream.getTracks()[0],
          showCode: () => seen.shift(),
        });
        navigator.mediaDevices.getUserMedia = async () => stream;
        // The form asks the browser once, when it comes onto the screen.
        await window.preview.show('session-empty');
        await window.preview.show('library');
      });
      await page.click('.scan-button');
      await page.getByText('That QR code is not one of a session').waitFor();
      expect(await callsOf(page)).toEqual([]);
      await page.evaluate(() => (window as unknown as { showCode(): void }).showCode());
      await page.waitForSelector('dialog', { state: 'detached' });
      expect(await callsOf(page)).toEqual([['joinSession', '7K3M-9QXD-2RTV']]);
      const camera = await page.evaluate(
        () => (window as unknown as { camera: MediaStreamTrack }).camera.readyState,
      );
      expect(camera).toBe('ended');
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
