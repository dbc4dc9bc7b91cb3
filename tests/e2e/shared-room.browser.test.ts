import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { distance, fromAlignment, transform, type Vec3 } from '../../shared/pose.ts';
import { frames } from '../support/browser.ts';
import { loadRoom, lookAt, moveTo, press, shareRoom } from '../support/headset.ts';
import type { FloorOrigin } from '../support/headset-floor.ts';
import { useStage } from '../support/stage.ts';
import { panelButton } from './panel-button.ts';
import { createSession, joinSession, says, shareCode, somebody } from './person.ts';

const RIGHT = 'controller-right';
const CORNERS: readonly Vec3[] = [
  [1, 1, 0.4],
  [-1, 1, 0.4],
];
const ANNAS: FloorOrigin = { position: [0, 0, 0], yaw: 0 };
const BENS: FloorOrigin = { position: [0.7, 0.02, -0.4], yaw: 1.1 };
/** Where both headsets have found each other. */
const KITCHEN = {
  name: '5f0c8c5e-3a53-4f3e-9d43-0e2f0d6b1c11',
  at: { position: [2, 0.3, -1], yaw: 0.6 },
} as const;
/** What Ben's browser says before it has. */
const ALONE = { name: 'b9a2b1de-7a62-4f4e-8c3b-6a0a5d1f0f22', at: BENS } as const;

const stage = useStage();

async function enter(page: Page): Promise<void> {
  await loadRoom(page, 'office_small');
  await page.getByRole('button', { name: 'Enter AR' }).click();
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(page, 3);
}

const inRealRoom = ({ position, yaw }: FloorOrigin, point: Vec3): Vec3 =>
  transform(fromAlignment({ translation: position, yaw }), point);

/** The panel is told of in the headset's own space, and hands are moved in the room's. */
async function pressPanel(page: Page, label: string, origin: FloorOrigin): Promise<void> {
  const button = await panelButton(page, label);
  await moveTo(page, RIGHT, [0.25, 1.35, -0.1]);
  await lookAt(page, RIGHT, inRealRoom(origin, button));
  await press(page, RIGHT);
}

async function touchCorners(page: Page): Promise<void> {
  for (const corner of CORNERS) {
    await moveTo(page, RIGHT, corner);
    await press(page, RIGHT);
    await frames(page, 3);
  }
}

const space = (page: Page) => page.evaluate(() => globalThis.aiFrame?.space());
const alignedBy = (page: Page, by: 'touch' | 'shared'): Promise<unknown> =>
  page.waitForFunction(how => {
    const now = globalThis.aiFrame?.space();
    return now?.state === 'aligned' && now.frame !== undefined && now.quality.by === how;
  }, by);

/** Where in the real room a headset of this origin shows a point of the session. */
async function shown(page: Page, origin: FloorOrigin, point: Vec3): Promise<Vec3> {
  return inRealRoom(origin, (await page.evaluate(at => globalThis.aiFrame?.inRoom(at), point)) as Vec3);
}

describe('two headsets that share a space', () => {
  it('[ROOM-20] the second one stands where the first one does, from another origin, without touching anything', async () => {
    const anna = await somebody(stage, stage.relay.url, 'headset', {
      origin: ANNAS,
      shared: KITCHEN,
    });
    await createSession(anna.page, 'Kitchen');
    await says(anna.page, 'Saved on the relay');
    const code = await shareCode(anna.page);
    await enter(anna.page);
    await pressPanel(anna.page, 'Align', ANNAS);
    await pressPanel(anna.page, 'New points', ANNAS);
    await touchCorners(anna.page);
    await pressPanel(anna.page, 'Done', ANNAS);
    await alignedBy(anna.page, 'touch');

    const ben = await somebody(stage, stage.relay.url, 'headset', { origin: BENS, shared: ALONE });
    await joinSession(ben.page, code);
    await says(ben.page, 'Saved on the relay');
    await enter(ben.page);
    expect(await space(ben.page)).toMatchObject({ state: 'unaligned' });
    await shareRoom(ben.page, KITCHEN);
    await alignedBy(ben.page, 'shared');
    for (const point of [
      [0, 0, 0],
      [2, 1, -3],
    ] as const) {
      const apart = distance(await shown(anna.page, ANNAS, point), await shown(ben.page, BENS, point));
      expect(apart).toBeLessThan(0.002);
    }

    await pressPanel(ben.page, 'Align', BENS);
    await pressPanel(ben.page, 'Touch', BENS);
    await touchCorners(ben.page);
    await alignedBy(ben.page, 'touch');
  });
});
