import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { SessionId } from '../../shared/ids.ts';
import { frames, type Watch } from '../support/browser.ts';
import { emulateHeadset } from '../support/headset.ts';
import type { HeadsetSettings } from '../support/headset-inject.ts';
import type { Stage } from '../support/stage.ts';

/**
 * Somebody with a device, as the story tells of them. Everything here goes through what a person can see and
 * press.
 */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly watch: Watch;
}

export interface Seen {
  readonly id: string;
  readonly kind: string;
  readonly position: readonly [number, number, number];
  readonly parent: string | null;
}

export async function somebody(
  stage: Stage,
  url: string,
  device: 'headset' | 'screen',
  settings: Partial<HeadsetSettings> = {},
): Promise<Person> {
  // Drawn at half the size: WebGL is software here, and what is told is not about pixels.
  const viewport = device === 'headset' ? { width: 680, height: 400 } : { width: 900, height: 600 };
  const { context, watch } = await stage.device({ viewport, colorScheme: 'dark', deviceScaleFactor: 0.5 });
  if (device === 'headset') await emulateHeadset(context, settings);
  const page = await context.newPage();
  await page.goto(url);
  return { context, page, watch };
}

export const objects = async (page: Page): Promise<readonly Seen[]> => {
  const list = await page.evaluate(() => globalThis.aiFrame?.objects() ?? []);
  return [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
};

export const status = (page: Page): Promise<string> =>
  page.evaluate(() => globalThis.aiFrame?.status() ?? '');

/** Waits for the status line to say so. */
export async function says(page: Page, words: string | RegExp): Promise<void> {
  await expect.poll(() => status(page), { timeout: 40_000 }).toMatch(words);
}

export async function holds(page: Page, count: number): Promise<void> {
  await expect.poll(async () => (await objects(page)).length, { timeout: 30_000 }).toBe(count);
}

/**
 * Takes hold of a thing with the mouse, once the view has come to rest; answers where, in CSS pixels. Whoever
 * holds it moves and lets go.
 */
export async function takeHold(page: Page, { id, kind }: Seen): Promise<readonly [number, number]> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('v');
  const where = () => page.evaluate(of => globalThis.aiFrame?.onScreen(of), id);
  let at = await where();
  await expect
    .poll(async () => {
      const before = at;
      await frames(page, 8);
      at = await where();
      return at !== undefined && before?.[0] === at[0] && before[1] === at[1];
    })
    .toBe(true);
  if (!at) throw new Error(`${kind} cannot be seen`);
  await page.mouse.move(at[0], at[1]);
  await frames(page, 3);
  await page.mouse.down();
  await frames(page, 3);
  return at;
}

export async function createSession(page: Page, name: string): Promise<SessionId> {
  await page.getByLabel('New session').fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/#session=/);
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get('session') as SessionId;
}

/** A new code, as the share dialog shows it. */
export async function shareCode(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Share/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make a code' }).click();
  const text = dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await text.waitFor();
  const code = await text.textContent();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  return code as string;
}

export async function joinSession(page: Page, code: string): Promise<void> {
  await page.getByLabel('Join by code or link').fill(code);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.waitForURL(/#session=/);
}

/** Resolves when the app runs in the page. */
export const started = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => globalThis.aiFrame !== undefined);

/** Puts one more thing in front of the person. */
export async function addBox(page: Page): Promise<void> {
  const before = (await objects(page)).length;
  await page.keyboard.press('1');
  await page.keyboard.press('a');
  await holds(page, before + 1);
}

export async function leaveNetwork({ context, page }: Person): Promise<void> {
  await context.setOffline(true);
  await says(page, /Offline|waiting/);
}

/** Opens one of the session's pages. */
export async function about(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('dialog').waitFor();
}

export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** What the person is told, and all that they can do about it. */
export async function asked(page: Page, words: string | RegExp): Promise<void> {
  await page.locator('.banner').getByText(words).first().waitFor({ timeout: 40_000 });
  await page.getByRole('button', { name: 'What now?' }).click();
  await page.getByRole('dialog').getByText('Keep as my own copy').waitFor();
}

/** The edits that the dialog names, and no more. */
export async function listed(page: Page, labels: readonly string[]): Promise<void> {
  const rows = page.getByRole('list', { name: 'Edits that are only here' }).locator('.row-text');
  await expect.poll(async () => (await rows.allTextContents()).sort()).toEqual([...labels].sort());
}

/** Waits until so many other devices are in the session. */
export async function others(page: Page, count: number): Promise<void> {
  await expect.poll(() => page.evaluate(() => globalThis.aiFrame?.peers()), { timeout: 40_000 }).toBe(count);
}

/** Where else than at the relay anything was asked for. */
export const foreignRequests = ({ watch: { requests } }: Person, url: string): readonly string[] =>
  requests.filter(
    each =>
      !each.startsWith(url) && !each.startsWith(url.replace('http', 'ws')) && !/^(blob|data):/.test(each),
  );
