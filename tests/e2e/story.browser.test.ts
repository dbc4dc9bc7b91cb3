import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import type { SeenPing } from '../../client/model/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { frames } from '../support/browser.ts';
import { loadRoom, lookAt, moveTo, press, setSelect } from '../support/headset.ts';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import { storedDocument } from '../support/stored-document.ts';
import {
  createSession,
  foreignRequests,
  holds,
  joinSession,
  objects,
  type Person,
  type Seen,
  says,
  shareCode,
  somebody,
  status,
  takeHold,
} from './person.ts';

const RIGHT = 'controller-right';

const stage = useStage([NOBODY_THERE]);
let anna: Person;
let ben: Person;
let session: SessionId;

const setOffline = (offline: boolean): Promise<unknown> =>
  Promise.all([anna.context.setOffline(offline), ben.context.setOffline(offline)]);

async function enterAr({ page }: Person): Promise<void> {
  await loadRoom(page, 'office_small');
  await page.getByRole('button', { name: 'Enter AR' }).click();
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(page, 5);
  await moveTo(page, RIGHT, [0.2, 1.3, -0.2]);
}

/** Points with the right controller and presses. */
async function placeAt({ page }: Person, target: readonly [number, number, number]): Promise<Seen> {
  const before = new Set((await objects(page)).map(({ id }) => id));
  await lookAt(page, RIGHT, target);
  await frames(page, 4);
  await press(page, RIGHT);
  await holds(page, before.size + 1);
  return (await objects(page)).find(({ id }) => !before.has(id)) as Seen;
}

/** Drags the thing aside on the page, with the mouse. */
async function dragWhatIsAt({ page }: Person, thing: Seen): Promise<void> {
  const at = await takeHold(page, thing);
  for (let step = 1; step <= 6; step++) {
    await page.mouse.move(at[0] + step * 12, at[1] + step * 5);
    await frames(page, 2);
  }
  await page.mouse.up();
  await frames(page, 3);
}

const seenPing = async ({ page }: Person): Promise<SeenPing> =>
  (await page.waitForFunction(() => globalThis.aiFrame?.pings()[0])).jsonValue() as Promise<SeenPing>;

/** Where things are in somebody's picture. */
const viewOf = async ({ page }: Person) => {
  const all = await objects(page);
  return page.evaluate(
    ids => ids.map(id => globalThis.aiFrame?.onScreen(id)),
    all.map(({ id }) => id),
  );
};

/** The relay's copy, read from its disk with no relay running. */
async function onRelayDisk(): Promise<readonly Seen[]> {
  const stored = await storedDocument(stage.data, session);
  const doc = new Y.Doc();
  doc.transact(() => {
    if (stored?.snapshot) Y.applyUpdate(doc, stored.snapshot);
    for (const update of stored?.updates ?? []) Y.applyUpdate(doc, update);
  });
  const document = new SessionDocument(doc);
  return [...document.objects.values()]
    .map(
      ({ id, kind, pose, placement }) =>
        ({ id, kind, position: pose.position, parent: placement.parent }) as Seen,
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('the story', () => {
  let offlineState: readonly Seen[];
  let shared: Seen;
  /** Where Anna and where Ben left the same box while neither could see the other. */
  let conflict: readonly Seen['position'][];

  it('[STORY-4] the app installs itself and says when it is ready offline', async () => {
    anna = await somebody(stage, stage.relay.url, 'headset');
    await anna.page.getByText('Ready offline').waitFor();
    session = await createSession(anna.page, 'Cellar');
    await says(anna.page, 'Saved on the relay');
  });

  it('[STORY-2] a second person joins with the code, and both see each other live', async () => {
    const code = await shareCode(anna.page);
    ben = await somebody(stage, stage.relay.url, 'screen');
    await ben.page.getByText('Ready offline').waitFor();
    await joinSession(ben.page, code);
    await says(ben.page, 'Saved on the relay');
    await ben.page.getByText('Cellar').first().waitFor();
    for (const { page } of [anna, ben]) {
      await expect.poll(() => page.evaluate(() => globalThis.aiFrame?.peers())).toBe(1);
    }
  });

  it('[STORY-6] things stand on the real floor and on the real table', async () => {
    await anna.page.keyboard.press('1');
    await enterAr(anna);
    // The captured room has its floor at 0.05 m and a table at 0.75 m; a new box is 0.2 m high and stands on
    // what it is put on.
    const onTable = await placeAt(anna, [0.6, 0.75, -0.45]);
    expect(onTable.kind).toBe('box');
    expect(onTable.position[1]).toBeCloseTo(0.85, 1);
    const onFloor = await placeAt(anna, [0.8, 0.05, 0.6]);
    expect(onFloor.position[1]).toBeCloseTo(0.15, 1);
    shared = onTable;
    await holds(ben.page, 2);
    expect(await objects(ben.page)).toEqual(await objects(anna.page));
  });

  it('[TOGETHER-1] [TOGETHER-3] who is in AR sees where the other points, and the other goes along', async () => {
    await ben.page.mouse.move(450, 330);
    await frames(ben.page, 3);
    // A ping lasts four seconds: both look out for it before it is made.
    const pings = [seenPing(anna), seenPing(ben)] as const;
    await ben.page.keyboard.press('l');
    const [hers, his] = await Promise.all(pings);
    expect(hers).toMatchObject({ asks: 'look', isMine: false });
    expect(hers.at).toEqual(his.at.map(n => Number(n.toFixed(3))));

    await ben.page.getByRole('button', { name: /^People/ }).click();
    await ben.page.getByRole('button', { name: /^Follow/ }).click();
    await ben.page.getByText(/^Following/).waitFor();
    const before = await viewOf(ben);
    await moveTo(anna.page, 'headset', [0.4, 1.6, 1.2]);
    await expect.poll(() => viewOf(ben)).not.toEqual(before);
    await ben.page.mouse.move(450, 330);
    await ben.page.mouse.wheel(0, 60);
    await ben.page.getByText(/^Following/).waitFor({ state: 'hidden' });
    await ben.page.keyboard.press('f');
    await moveTo(anna.page, 'headset', [0, 1.6, 0]);
  });

  it('[STORY-1] with no network and no relay, both go on working', async () => {
    await setOffline(true);
    await stage.relay.kill();
    await says(anna.page, /^Offline/);
    await says(ben.page, /^Offline/);

    await placeAt(anna, [0, 0.05, 0.9]);
    const doomed = await placeAt(anna, [-0.8, 0.05, 0.5]);
    await says(anna.page, /^Offline · \d+ changes? waiting$/);

    // Back to the hand: grab the shared box and carry it to the left.
    await anna.page.keyboard.press('v');
    await frames(anna.page, 3);
    await lookAt(anna.page, RIGHT, shared.position);
    await setSelect(anna.page, RIGHT, 1);
    await lookAt(anna.page, RIGHT, [shared.position[0] - 0.4, shared.position[1], shared.position[2]]);
    await frames(anna.page, 6);
    await setSelect(anna.page, RIGHT, 0);
    const moved = (await objects(anna.page)).find(({ id }) => id === shared.id) as Seen;
    expect(moved.position[0]).toBeLessThan(shared.position[0] - 0.1);

    await lookAt(anna.page, RIGHT, doomed.position);
    await press(anna.page, RIGHT);
    await anna.page.keyboard.press('Delete');
    await holds(anna.page, 3);

    // Ben, at a screen, drags the same box somewhere else, and adds a thing of his own.
    await dragWhatIsAt(ben, shared);
    const bens = (await objects(ben.page)).find(({ id }) => id === shared.id) as Seen;
    expect(bens.position).not.toEqual(shared.position);
    expect(bens.position).not.toEqual(moved.position);
    await ben.page.keyboard.press('3');
    await ben.page.keyboard.press('a');
    await holds(ben.page, 3);
    conflict = [moved.position, bens.position];
  });

  it('[STORY-1] the headset is taken off and the page reloads, still offline: everything is there', async () => {
    await says(anna.page, /waiting$/);
    offlineState = await objects(anna.page);
    expect(offlineState).toHaveLength(3);
    await anna.page.reload();
    await anna.page.waitForFunction(() => globalThis.aiFrame !== undefined);
    await holds(anna.page, 3);
    expect(await objects(anna.page)).toEqual(offlineState);
    await says(anna.page, /^Offline · \d+ changes? waiting$/);
  });

  it('[STORY-2] network and relay come back: both devices and the relay hold the same, and see each other', async () => {
    await stage.restart();
    await setOffline(false);
    await says(anna.page, 'Saved on the relay');
    await says(ben.page, 'Saved on the relay');
    // On the table and the floor before; Anna's on the floor and Ben's own since. The deleted one stays
    // deleted.
    await holds(anna.page, 4);
    await holds(ben.page, 4);
    const merged = (await objects(anna.page)).find(({ id }) => id === shared.id);
    expect(conflict).toContainEqual(merged?.position);
    await expect
      .poll(async () => (await objects(ben.page)).map(each => JSON.stringify(each)))
      .toEqual((await objects(anna.page)).map(each => JSON.stringify(each)));
    for (const { page } of [anna, ben]) {
      await expect.poll(() => page.evaluate(() => globalThis.aiFrame?.peers()), { timeout: 40_000 }).toBe(1);
    }
  });

  it('[STORY-3] kill -9 of the relay, and its disk holds all of it', async () => {
    const expected = await objects(anna.page);
    await stage.relay.kill();
    expect(await onRelayDisk()).toEqual(expected);
    await stage.restart();
    await says(anna.page, 'Saved on the relay');
  });

  it('[STORY-6] AR is entered again, ended by the system, and the page is back with everything', async () => {
    await enterAr(anna);
    const before = await objects(anna.page);
    await anna.page.evaluate(() => globalThis.emulatedHeadset?.remote('end_session', {}));
    await anna.page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
    expect(await objects(anna.page)).toEqual(before);
  });

  it('[STORY-4] nothing was asked of any other origin, and nothing threw', () => {
    for (const person of [anna, ben]) {
      expect(foreignRequests(person, stage.relay.url)).toEqual([]);
      expect(person.watch.requests.filter(url => /token|eyJ/.test(url) && !url.endsWith('/token'))).toEqual(
        [],
      );
    }
    expect(stage.relay.output()).not.toMatch(/eyJ/);
  });

  it('[STORY-5] a session that is born offline registers itself when the relay is there', async () => {
    await anna.page
      .getByRole('button', { name: /library|back/i })
      .first()
      .click();
    await setOffline(true);
    await createSession(anna.page, 'Born offline');
    await anna.page.keyboard.press('1');
    await anna.page.keyboard.press('a');
    await holds(anna.page, 1);
    await says(anna.page, /waiting$/);
    await anna.page.reload();
    await anna.page.waitForFunction(() => globalThis.aiFrame !== undefined);
    await holds(anna.page, 1);
    await setOffline(false);
    await says(anna.page, 'Saved on the relay');
    expect(await status(anna.page)).toBe('Saved on the relay');
  });
});
