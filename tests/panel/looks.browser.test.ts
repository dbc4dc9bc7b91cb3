import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Pretended } from '../xr/page/pretend.ts';
import { useVisits } from '../xr/visit.ts';

const { open } = useVisits();

/** With this folder named, every state is photographed for people to look at: PANEL_PICTURES=/tmp/panel npx vitest run … */
const PICTURES = process.env.PANEL_PICTURES;

/** Of the fullest page: surfaces, letters, everything else and the depth of both, for menu and dock. */
const CALLS_MAX = 8;

/** What is pressed to get to what is looked at, one after the other. */
const LOOKS: Record<Pretended, readonly (readonly string[])[]> = {
  full: [
    ['Place'],
    ['Models'],
    ['Models', 'More'],
    ['Selection'],
    ['Selection', 'Arrange'],
    ['Back'],
    ['Session'],
    ['People'],
    ['People', 'Manage'],
    ['Back'],
    ['People', 'Ask somebody in'],
    ['Back'],
    ['History'],
    ['Sessions'],
    ['Sessions', 'Join by code'],
    ['Cancel'],
    ['Sessions', 'New session'],
    ['Cancel'],
    ['Align'],
    ['Settings'],
  ],
  empty: [['Models'], ['Selection'], ['People'], ['History'], ['Align']],
  offline: [['Session'], ['History'], ['People', 'Ask somebody in'], ['Back']],
  silent: [['People'], ['History'], ['Session']],
  several: [['Selection']],
  selecting: [['Selection']],
  locked: [['Selection']],
  asking: [['Place'], ['People (1)']],
  shared: [['People', 'Ask somebody in'], ['Back']],
  viewer: [['Place'], ['Selection']],
  'editing-off': [['Session']],
  refused: [['Place'], ['Session'], ['Session', 'Discard'], ['Cancel']],
  removed: [['Session']],
};

describe('the looks of the menu', () => {
  it('[PANEL-11] [PANEL-15] [PANEL-16] in every state of every page nothing sticks out, every target is 5 cm, eight calls draw it, and who may only look presses nothing that changes things', async () => {
    const page = await open();
    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true });
      await page.setViewportSize({ width: 900, height: 820 });
    }
    await page.evaluate(
      isPhotographed => globalThis.testPage.tour.begin(isPhotographed),
      PICTURES !== undefined,
    );
    let most = 0;
    for (const [name, looks] of Object.entries(LOOKS)) {
      for (const presses of looks) {
        const what = [name, ...presses].join(' ');
        const { overflowing, smallest, calls } = await page.evaluate(
          ([state, labels]) => globalThis.testPage.tour.show(state, labels),
          [name as Pretended, presses] as const,
        );
        if (PICTURES) await page.screenshot({ path: join(PICTURES, `${what.replaceAll(' ', '-')}.png`) });
        expect.soft(overflowing, what).toEqual([]);
        most = Math.max(most, calls);
        expect.soft(smallest, what).toBeGreaterThanOrEqual(59);
      }
    }
    expect(most).toBeLessThanOrEqual(CALLS_MAX);
    const pressed = async (state: Pretended): Promise<number> => {
      await page.evaluate(name => globalThis.testPage.tour.show(name, ['Place', 'Grid', 'Sphere']), state);
      const { setSnaps = 0, choose = 0 } = await page.evaluate(() => globalThis.testPage.calls());
      return setSnaps + choose;
    };
    expect(await pressed('viewer')).toBe(0);
    expect(await pressed('full')).toBe(2);
  });
});
