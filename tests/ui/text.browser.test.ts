import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/limits.ts';
import { callsOf, usePreviews } from './preview-page.ts';

const previews = usePreviews();

const on = (act: (page: Page) => Promise<void>) => previews.on('library', act);

const NAME = 'input[name="session-name"]';
const FAMILY = '👩‍👩‍👧‍👦';
const LETTERS = 'a'.repeat(LIMITS.nameChars - 2);

/** Puts `text` on the clipboard, as a person does from another field. */
async function copy(page: Page, text: string): Promise<void> {
  await page.evaluate(words => {
    const field = document.createElement('textarea');
    field.id = 'source';
    field.value = words;
    document.body.append(field);
    field.select();
  }, text);
  await page.keyboard.press('Control+c');
  await page.evaluate(() => document.getElementById('source')?.remove());
}

describe('the limit of a field', () => {
  it('[TEXT-6] cuts what is pasted where a character ends', () =>
    on(async page => {
      await copy(page, `${LETTERS}${FAMILY}`);
      await page.focus(NAME);
      await page.keyboard.press('Control+v');
      expect(await page.inputValue(NAME)).toBe(LETTERS);
      await page.keyboard.press('Enter');
      expect(await callsOf(page)).toEqual([['createSession', LETTERS]]);
    }));

  it('[TEXT-6] does so at the caret, loses nothing behind it, and can be undone', () =>
    on(async page => {
      await page.fill(NAME, LETTERS);
      await copy(page, `${FAMILY}`);
      await page.focus(NAME);
      await page.evaluate(name => {
        (document.querySelector(name) as HTMLInputElement).setSelectionRange(10, 10);
      }, NAME);
      await page.keyboard.press('Control+v');
      expect(await page.inputValue(NAME)).toBe(LETTERS);
      await copy(page, `b😀`);
      await page.focus(NAME);
      await page.evaluate(name => {
        (document.querySelector(name) as HTMLInputElement).setSelectionRange(10, 10);
      }, NAME);
      await page.keyboard.press('Control+v');
      expect(await page.inputValue(NAME)).toBe(`${LETTERS.slice(0, 10)}b${LETTERS.slice(10)}`);
      expect(
        await page.evaluate(name => (document.querySelector(name) as HTMLInputElement).selectionStart, NAME),
      ).toBe(11);
      await page.keyboard.press('Control+z');
      expect(await page.inputValue(NAME)).toBe(LETTERS);
    }));

  it('[TEXT-6] lets the whole of a character in where there is room, and takes away what the browser left of one', () =>
    on(async page => {
      await page.fill(NAME, LETTERS);
      await page.focus(NAME);
      await page.keyboard.press('End');
      await page.keyboard.insertText('😀');
      expect(await page.inputValue(NAME)).toBe(`${LETTERS}😀`);
      await page.evaluate(name => {
        const field = document.querySelector(name) as HTMLInputElement;
        field.value = 'half \ud83d of it';
        field.setSelectionRange(6, 6);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      }, NAME);
      expect(await page.inputValue(NAME)).toBe('half  of it');
    }));

  it('[TEXT-5] leaves a name that nobody would see to the words of the action, and shows the one from before', () =>
    on(async page => {
      const profile = 'input[autocomplete="nickname"]';
      const before = await page.inputValue(profile);
      await page.fill(profile, '\u3164\u200b');
      await page.keyboard.press('Enter');
      expect(await page.inputValue(profile)).toBe(before);
      expect((await callsOf(page))[0]?.[0]).toBe('setProfile');
    }));
});
