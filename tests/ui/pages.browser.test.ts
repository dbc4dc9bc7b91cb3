import { describe, expect, it } from 'vitest';
import { callsOf, press, said, usePreviews } from './preview-page.ts';

const { on } = usePreviews();

describe('what happened', () => {
  it('[UI-30] is told in sentences, together where it belongs together, by day', () =>
    on('activity', async page => {
      const rows = await page.locator('.page-body .row').allTextContents();
      expect(rows[1]).toContain('Bo Lindqvist placed 3 boxes');
      expect(rows.join('\n')).toContain('You took a picture');
      expect(rows.join('\n')).toMatch(/Ines placed a torus offline; it reached the relay/);
      expect(await said(page)).toContain('Today');
      await press(page, 'Show earlier');
      expect(await callsOf(page)).toEqual([['loadMoreActivity']]);
    }));

  it('[UI-31] is counted: in words, over time, by person and by kind; the plot is loaded when it is looked at', () =>
    on('statistics', async page => {
      await page.waitForSelector('.plot-canvas canvas');
      for (const words of [
        '1,284',
        'events in all',
        '1 day 6 hours',
        'Most happened',
        'Bo Lindqvist',
        'Note',
      ])
        expect(await said(page)).toContain(words);
      expect(await page.getAttribute('.plot-canvas', 'aria-label')).toContain('Activity over time');
      await page.hover('.plot-canvas');
      expect(await page.textContent('.plot-caption')).toMatch(/\d\d:\d\d: /);
    }));

  it('[STATS-20][STATS-21] is plotted where there is one moment, one that is said twice, much apart, or nothing', () =>
    on('statistics-one', async page => {
      for (const name of [
        'statistics-one',
        'statistics-same',
        'statistics-far',
        'statistics-zero',
      ] as const) {
        await page.evaluate(shown => window.preview.show(shown), name);
        await page.waitForSelector('.plot-canvas canvas');
        await page.hover('.plot-canvas');
      }
      const zero = await page.getAttribute('.plot-canvas', 'aria-label');
      expect(zero).not.toContain('Most happened');
      await page.evaluate(() => window.preview.show('statistics-none'));
      expect(await said(page)).toContain('too long ago');
      expect(await page.$('.plot-canvas')).toBeNull();
    }));

  it('[UI-22] an empty or a silent relay leaves no blank page', () =>
    on('statistics-empty', async page => {
      expect(await said(page)).toContain('Nothing to count yet');
      await page.evaluate(() => window.preview.show('activity-silent'));
      expect(await said(page)).toContain('The relay cannot be reached');
      await page.evaluate(() => window.preview.show('statistics-offline'));
      expect(await said(page)).toMatch(/Shown as of /);
      expect(await said(page)).toContain('1,284');
    }));
});

describe('pictures', () => {
  it('[UI-32] are shown small and large, say what waits, and can be downloaded', () =>
    on('pictures', async page => {
      await page.waitForSelector('.gallery-item img');
      expect(await said(page)).toContain('Waiting to upload');
      await page.getByRole('button', { name: /^Picture by Bo Lindqvist/ }).click();
      const viewer = page.locator('dialog').last();
      await viewer.locator('img').waitFor();
      expect(await viewer.getByRole('link', { name: 'Download' }).getAttribute('href')).toMatch(/^blob:/);
      await page.keyboard.press('ArrowRight');
      await page.getByText('By Ines').waitFor();
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog').count()).toBe(1);
      expect(await said(page)).toContain('Pictures');
    }));

  it('[UI-32] are deleted by who took them and by the host, after a second press', () =>
    on('pictures', async page => {
      await page.getByRole('button', { name: /^Picture by Bo Lindqvist/ }).click();
      await page.getByRole('button', { name: 'Delete: this picture' }).click();
      await page.getByText('Bo Lindqvist keeps it on their own device.').waitFor();
      await press(page, 'Delete it');
      expect(await callsOf(page)).toEqual([['deleteScreenshot', 'p2']]);
      await page.getByText('By Ines').waitFor();
    }));

  it('[UI-32] can be taken from an empty gallery, and from the room', () =>
    on('pictures-empty', async page => {
      await press(page, 'Take a picture');
      await page.keyboard.press('Escape');
      await page.click('.toolbar [aria-label="Take a picture"]');
      expect(await callsOf(page)).toEqual([['takeScreenshot'], ['takeScreenshot']]);
    }));

  it('[UI-22] one that is not here says where it is', () =>
    on('pictures-offline', async page => {
      await page.getByRole('button', { name: /^Picture by Bo Lindqvist/ }).click();
      await page.getByText('This picture is not on this device').waitFor();
    }));
});
