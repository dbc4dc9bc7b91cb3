import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { frames } from '../support/browser.ts';
import { moveTo, setVisibility } from '../support/headset.ts';
import type { Pretended } from '../xr/page/pretend.ts';
import { BESIDE, enter, objects, placeBox, useVisits } from '../xr/visit.ts';
import { buttonAt, pressButton } from './press-button.ts';

const { open } = useVisits();

async function start(settings: Parameters<typeof open>[0] = {}): Promise<Page> {
  const page = await open(settings);
  await enter(page);
  await moveTo(page, 'headset', [0, 1.6, 0], { yaw: 31, pitch: -18 });
  await moveTo(page, 'controller-left', [0.4, 0.6, 0.3]);
  return page;
}

/** Without a headset: what is asked of a made-up session by pressing these, one after the other. */
async function asking(page: Page, state: Pretended, ...presses: string[]) {
  await page.evaluate(([name, labels]) => globalThis.testPage.tour.show(name, labels), [
    state,
    presses,
  ] as const);
  return page.evaluate(() => globalThis.testPage.tour.asked());
}

async function look(): Promise<Page> {
  const page = await open();
  await page.evaluate(() => globalThis.testPage.tour.begin(false));
  return page;
}

const lastCall = (page: Page, name: string) =>
  page.evaluate(action => globalThis.testPage.lastCall(action), name);

describe('the pages of the menu', () => {
  it('[PANEL-6] every page can be reached from every page, and its buttons act', async () => {
    const page = await start();
    const box = await placeBox(page, 'controller-right', BESIDE);
    await page.evaluate(id => globalThis.testPage.pick(id), box.id);
    await pressButton(page, 'Grid');
    expect(await page.evaluate(() => globalThis.testPage.calls().setSnaps)).toBe(1);
    await pressButton(page, 'Selection');
    await pressButton(page, 'Lock');
    expect(await lastCall(page, 'editSelection')).toEqual([{ locked: 'a-person-of-the-test-page' }]);
    await pressButton(page, 'Delete');
    expect((await objects(page)).map(({ id }) => id)).not.toContain(box.id);
  });

  it('[PANEL-6] session, people, alignment and settings are a press away, and back', async () => {
    const page = await start();
    await pressButton(page, 'Session');
    await pressButton(page, 'Reconnect');
    expect(await page.evaluate(() => globalThis.testPage.calls().reconnect)).toBe(1);
    await pressButton(page, 'People');
    await pressButton(page, 'Ask somebody in');
    await buttonAt(page, 'Make a code');
    await pressButton(page, 'Align');
    await pressButton(page, 'By hand');
    expect(await page.evaluate(() => globalThis.testPage.calls().alignByHand)).toBe(1);
    await pressButton(page, 'Settings');
    await pressButton(page, 'My left hand');
    expect(await lastCall(page, 'prefer')).toEqual([{ hand: 'left' }]);
    await pressButton(page, 'Place');
    await buttonAt(page, 'Sphere');
  });

  it('[PANEL-22] aligning again is a press away on every page and under a menu that is put away; while at it, it waits', async () => {
    const page = await look();
    await asking(page, 'points', 'Settings', 'Align again');
    const calls = () => page.evaluate(() => globalThis.testPage.calls().alignAgain ?? 0);
    expect(await calls()).toBe(1);
    await asking(page, 'points', 'Place', 'Hide', 'Align again');
    expect(await calls()).toBe(2);
    await asking(page, 'touching', 'Align again');
    expect(await calls()).toBe(2);
    await asking(page, 'not-aligned', 'Align now');
    expect(await calls()).toBe(3);
  });

  it('[PANEL-7] a new session is named with the keys, and somebody else’s is joined with a code of twelve', async () => {
    // It has no keyboard of its own.
    const page = await start({ profile: 'androidxr' });
    await pressButton(page, 'Sessions');
    await pressButton(page, 'New session');
    for (const key of ['H', 'i', 'x', 'Erase']) await pressButton(page, key);
    await pressButton(page, 'Create');
    expect(await lastCall(page, 'createSession')).toEqual(['Hi']);
    await pressButton(page, 'Sessions');
    await pressButton(page, 'Join by code');
    for (const key of '7K3M9QXD2RT') await pressButton(page, key);
    // A code that is not whole is not sent.
    await pressButton(page, 'Join');
    expect(await lastCall(page, 'joinSession')).toEqual([]);
    await pressButton(page, 'V');
    await pressButton(page, 'Join');
    expect(await lastCall(page, 'joinSession')).toEqual(['7K3M-9QXD-2RTV']);
  });

  it('[PANEL-8] what the person should know is said on the menu, and can be put away', async () => {
    const page = await start();
    await page.evaluate(() =>
      globalThis.testPage.say({
        id: 'wrong-code',
        tone: 'loss',
        title: 'This code does not open anything',
        detail: 'It may be mistyped, used up or too old. Ask for a new one.',
        actions: [],
      }),
    );
    await frames(page, 3);
    await pressButton(page, 'Dismiss');
    expect(await lastCall(page, 'dismissNotice')).toEqual(['wrong-code']);
  });

  it('[PANEL-12] words come from the headset’s own keyboard where it has one, and the panel’s keys are a press away', async () => {
    const page = await start();
    await pressButton(page, 'Sessions');
    await pressButton(page, 'New session');
    await setVisibility(page, 'visible-blurred');
    await page.keyboard.type('Zoë 厨房');
    // As when the person puts the keyboard away.
    await setVisibility(page, 'visible');
    await page.waitForFunction(() => document.querySelector('input') === null);
    await pressButton(page, 'Create');
    expect(await lastCall(page, 'createSession')).toEqual(['Zoë 厨房']);
    await pressButton(page, 'Sessions');
    await pressButton(page, 'New session');
    await pressButton(page, 'Keys');
    await pressButton(page, 'H');
    await pressButton(page, 'Create');
    expect(await lastCall(page, 'createSession')).toEqual(['H']);
  });

  it('[PANEL-17] a picture is taken, and deleted after a question by who may', async () => {
    const page = await look();
    expect(await asking(page, 'full', 'Pictures', 'Take a picture')).toEqual([['takeScreenshot']]);
    expect(await asking(page, 'full', '#2', 'Delete', 'Cancel', 'All')).toEqual([]);
    expect(await asking(page, 'full', '#2', 'Delete', 'Delete it')).toEqual([['deleteScreenshot', 'p2']]);
    // Its older neighbour is next, which somebody else took.
    expect(await asking(page, 'full', 'Delete', 'Delete it', 'All')).toEqual([['deleteScreenshot', 'p3']]);
    expect(await asking(page, 'viewer', '#2', 'Delete', 'All')).toEqual([]);
    await expect(asking(page, 'viewer', '#2', 'Delete', 'Delete it')).rejects.toThrow('nothing to press');
  });

  it('[PANEL-18] the host decides what others may, how many come, and archives; nobody else does', async () => {
    const page = await look();
    expect(await asking(page, 'full', 'Session', 'Host settings', 'On', '20', '10')).toEqual([
      ['changePolicy', { allow_editing: false }],
      ['changePolicy', { max_participants: 20 }],
    ]);
    const toHost = ['Session', 'Host settings'];
    expect(await asking(page, 'full', ...toHost, 'Archive', 'Archive')).toEqual([['archive']]);
    // What was asked of one session is not answered in another.
    expect(await asking(page, 'full', ...toHost, 'Archive')).toEqual([]);
    await expect(asking(page, 'full', 'Cancel')).rejects.toThrow('nothing to press');
    const all = [...toHost, 'On', '20', 'Archive', 'Delete for everybody'];
    expect(await asking(page, 'locked', ...all)).toEqual([]);
    expect(await asking(page, 'offline', ...all)).toEqual([]);
  });

  it('[PANEL-19] a session is deleted here after a question, and for everybody by typing that it is meant', async () => {
    const page = await look();
    await asking(page, 'full', 'Sessions', 'Delete', 'Cancel');
    expect(await lastCall(page, 'deleteSession')).toEqual([]);
    await asking(page, 'full', 'Delete', 'Delete it here');
    expect(await lastCall(page, 'deleteSession')).toHaveLength(1);
    const toTyping = ['Session', 'Host settings', 'Delete for everybody', 'Go on'];
    expect(await asking(page, 'full', ...toTyping, 'D', 'e', 'l', 'Delete for everybody')).toEqual([]);
    expect(await asking(page, 'full', 'e', 't', 'e', 'Delete for everybody')).toEqual([['deleteEverywhere']]);
  });
});
