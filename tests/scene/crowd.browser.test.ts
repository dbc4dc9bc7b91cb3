import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCrowd } from './open-crowd.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

describe('a headset before 1,000 objects', () => {
  it('[SCENE-23] draws both eyes in fewer than 100 calls, and no frame leaves anything behind', async () => {
    const crowd = await openCrowd(1_000);
    ({ close } = crowd);
    const { page, seen } = crowd;
    const held = () => page.evaluate(() => ({ ...crowdPage.counts(), ...crowdPage.memory() }));
    expect(await held()).toMatchObject({ objects: 1_000, drawn: 1_000, waiting: 0 });
    // Controllers come a little later; then nothing may come any more.
    await expect
      .poll(async () => {
        const before = await held();
        await page.evaluate(() => crowdPage.turns(3));
        return JSON.stringify(await held()) === JSON.stringify(before);
      })
      .toBe(true);
    const calls = await page.evaluate(() => crowdPage.calls());
    expect(calls).toBeLessThan(100);
    // Two eyes, each with at least the shapes, the cards, the models, the pictures, the people and their
    // shadows.
    expect(calls).toBeGreaterThan(40);
    const pictures = process.env.SCENE_PICTURES;
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      const url = await page.evaluate(() => crowdPage.picture());
      writeFileSync(join(pictures, 'crowd.png'), Buffer.from(url.split(',')[1] ?? '', 'base64'));
    }
    expect(seen.errors).toEqual([]);
  });
});
