import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Pretended } from '../xr/page/pretend.ts';
import { useVisits } from '../xr/visit.ts';

const { open } = useVisits();

/**
 * With this folder named, every state is photographed for people to look at: PANEL_PICTURES=/tmp/panel npx
 * vitest run …
 */
const PICTURES = process.env.PANEL_PICTURES;

/** Of the fullest page: surfaces, letters, everything else and the depth of both, for menu and dock. */
const CALLS_MAX = 8;

type Looks = Partial<Record<Pretended, readonly (readonly string[])[]>>;

/** What is pressed to get to what is looked at, one after the other. */
const FULL = {
  full: [
    ['Place'],
    ['Models'],
    ['Models', 'More'],
    ['Selection'],
    ['Selection', 'Arrange'],
    ['Back'],
    ['Session'],
    ['Session', 'Host settings'],
    ['Session', 'Host settings', 'Archive'],
    ['Session', 'Host settings', 'Delete for everybody'],
    ['Session', 'Host settings', 'Delete for everybody', 'Go on'],
    ['Cancel'],
    ['People'],
    ['People', 'Manage'],
    ['Back'],
    ['People', 'Ask somebody in'],
    ['Back'],
    ['Pictures'],
    ['Pictures', '#2'],
    ['Delete'],
    ['Cancel'],
    ['All'],
    ['Activity'],
    ['Sessions'],
    ['Sessions', 'Join by code'],
    ['Cancel'],
    ['Sessions', 'New session'],
    ['Cancel'],
    ['Delete'],
    ['Cancel'],
    ['Align'],
    ['Align', 'Anchors'],
    ['Anchors'],
    ['Settings'],
    ['Settings', 'My left hand'],
    ['Place'],
    ['Pictures'],
    ['Pictures', '#3'],
    ['All'],
    ['Session', 'Host settings'],
    ['Sessions'],
    ['Settings', 'My right hand'],
  ],
} as const satisfies Looks;

/** Where the session is in the room, and every step of aligning it. */
const ROOM = {
  points: [['Align'], ['More'], ['Change'], ['Rename'], ['Cancel'], ['Back']],
  'points-viewer': [['Align']],
  unaligned: [['Align']],
  measuring: [['Align']],
  'measuring-wrong': [['Align']],
  looking: [['Align']],
  'not-aligned': [['Align']],
  touching: [['Align']],
  'touching-wrong': [['Align']],
  'new-points': [['Align']],
  carrying: [['Align']],
  changed: [['Align'], ['Place']],
  moved: [['Align'], ['Place'], ['Hide'], ['Menu']],
  gone: [['Align']],
  'no-anchors': [['Align']],
  'anchors-full': [['Align']],
  'by-hand': [['Place']],
  'as-beside': [['Align']],
  'ar-began': [['Align']],
} as const satisfies Looks;

const OTHERS = {
  empty: [['Models'], ['Selection'], ['People'], ['Pictures'], ['Activity'], ['Align']],
  offline: [
    ['Session'],
    ['Pictures'],
    ['Pictures', '#1'],
    ['Older'],
    ['All'],
    ['Activity'],
    ['People', 'Ask somebody in'],
    ['Back'],
  ],
  'relay-full': [['Session']],
  simpler: [['Place']],
  silent: [['People'], ['Activity'], ['Session'], ['Session', 'Host settings']],
  several: [['Selection']],
  selecting: [['Selection']],
  locked: [['Selection']],
  asking: [['Place'], ['People (1)']],
  shared: [['People', 'Ask somebody in'], ['Back']],
  viewer: [['Place'], ['Selection'], ['Pictures', '#3'], ['All']],
  'editing-off': [['Session', 'Host settings']],
  refused: [['Place'], ['Session'], ['Session', 'Discard']],
  removed: [['Session']],
  'no-place': [['Session']],
  archived: [['Session']],
} as const satisfies Looks;

/** Of all that is pretended. */
const LOOKS: Record<Pretended, readonly (readonly string[])[]> = { ...FULL, ...ROOM, ...OTHERS };

/** Each group in a page of its own, so that a slow machine has the time for it. */
const GROUPS = [
  ['with everything in it', FULL],
  ['on its way to its place in the room', ROOM],
  ['in any other state', OTHERS],
] as const;

async function look(): Promise<Page> {
  const page = await open();
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await page.setViewportSize({ width: 900, height: 820 });
  }
  await page.evaluate(isPhotographed => testPage.tour.begin(isPhotographed), PICTURES !== undefined);
  return page;
}

describe('the looks of the menu', () => {
  it.for(GROUPS)(
    '[PANEL-11] [PANEL-15] of a session %s, nothing sticks out, every target is 5 cm, eight calls draw it',
    async ([, group]) => {
      const page = await look();
      let most = 0;
      for (const name of Object.keys(group) as Pretended[]) {
        for (const [n, presses] of LOOKS[name].entries()) {
          const what = [name, ...presses].join(' ');
          const { overflowing, smallest, calls } = await page.evaluate(
            ([state, labels]) => testPage.tour.show(state, labels),
            [name, presses] as const,
          );
          if (PICTURES) {
            const file = `${name} ${String(n).padStart(2, '0')} ${presses.join(' ')}.png`;
            await page.screenshot({ path: join(PICTURES, file.replaceAll(' ', '-')) });
          }
          expect.soft(overflowing, what).toEqual([]);
          most = Math.max(most, calls);
          expect.soft(smallest, what).toBeGreaterThanOrEqual(59);
        }
      }
      expect(most).toBeLessThanOrEqual(CALLS_MAX);
    },
  );

  it('[PANEL-16] who may only look presses nothing that changes things', async () => {
    const page = await look();
    const pressed = async (state: Pretended): Promise<number> => {
      await page.evaluate(name => testPage.tour.show(name, ['Place', 'Grid', 'Sphere']), state);
      const { setSnaps = 0, choose = 0 } = await page.evaluate(() => testPage.calls());
      return setSnaps + choose;
    };
    expect(await pressed('viewer')).toBe(0);
    expect(await pressed('full')).toBe(2);
  });
});
