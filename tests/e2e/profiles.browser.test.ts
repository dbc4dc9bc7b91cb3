import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { distance, type Vec3 } from '../../shared/pose.ts';
import { makeGlb, triangle, triangleBytes } from '../shared/files/make-glb.ts';
import { frames } from '../support/browser.ts';
import {
  type Device,
  emulateHeadset,
  loadRoom,
  lookAt,
  moveTo,
  pinch,
  pinchDrag,
  press,
  setSelect,
  useHands,
} from '../support/headset.ts';
import type { Profile } from '../support/headset-profiles.ts';
import { useStage } from '../support/stage.ts';
import { panelButton, pressPanel } from './panel-button.ts';
import {
  createSession,
  foreignRequests,
  holds,
  objects,
  type Person,
  type Seen,
  says,
  takeHold,
} from './person.ts';

/** How the person with one kind of device does what everybody does. Points are in the room (m). */
interface Way {
  readonly profile: Profile | 'none';
  readonly viewport: { readonly width: number; readonly height: number };
  /** Ready to point; everything that comes before it is the same for all. */
  enter(page: Page): Promise<void>;
  choose(page: Page, tool: 'Box' | 'Select'): Promise<void>;
  /** Where the middle of a box comes to stand; how high is all that matters on a screen. */
  readonly rests: Vec3 | number;
  place(page: Page): Promise<void>;
  select(page: Page, thing: Seen): Promise<void>;
  /** Leads it to the left by what a person would. */
  move(page: Page, thing: Seen): Promise<void>;
  undo(page: Page): Promise<void>;
  leave(page: Page): Promise<void>;
}

/** The captured room has its floor at 0.05 m, which VR does not know of, and a table at 0.75 m. */
const ON_TABLE: Vec3 = [0.6, 0.75, -0.45];
const ON_FLOOR: Vec3 = [0.7, 0, -0.9];
const above = ([x, y, z]: Vec3, up: number): Vec3 => [x, y + up, z];
const aside = ([x, y, z]: Vec3, by: number): Vec3 => [x - by, y, z];
const steps = (from: Vec3): readonly Vec3[] => [0.1, 0.2, 0.3].map(by => aside(from, by));

const overlay = (page: Page) => page.locator('.overlay');

async function enterXr(page: Page): Promise<void> {
  await loadRoom(page, 'office_small');
  await page.getByRole('button', { name: 'Enter AR' }).click();
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(page, 5);
}

type ByPanel = Pick<Way, 'viewport' | 'choose' | 'undo' | 'leave'>;

/** What all headsets share: a panel, whose buttons each presses with what it has. */
const byPanel = (tap: (page: Page, label: string) => Promise<void>, way: 'AR' | 'VR'): ByPanel => ({
  viewport: { width: 480, height: 320 },
  choose: tap,
  undo: page => tap(page, 'Undo'),
  leave: page => tap(page, `Leave ${way}`),
});

const pointing = (profile: Profile, hand: Device, take?: (page: Page) => Promise<void>): Way => ({
  ...byPanel((page, label) => pressPanel(page, label, hand), 'AR'),
  profile,
  rests: above(ON_TABLE, 0.1),
  enter: async page => {
    await enterXr(page);
    await take?.(page);
    await moveTo(page, hand, [0.2, 1.3, -0.2]);
  },
  place: async page => {
    await lookAt(page, hand, ON_TABLE);
    await frames(page, 4);
    await press(page, hand);
  },
  select: async (page, { position }) => {
    await lookAt(page, hand, position);
    await press(page, hand);
  },
  move: async (page, { position }) => {
    await lookAt(page, hand, position);
    await setSelect(page, hand, 1);
    for (const each of steps(position)) await lookAt(page, hand, each);
    await setSelect(page, hand, 0);
  },
});

const gazing: Way = {
  ...byPanel(async (page, label) => pinch(page, await panelButton(page, label)), 'VR'),
  profile: 'visionos',
  rests: above(ON_FLOOR, 0.1),
  enter: enterXr,
  place: page => pinch(page, ON_FLOOR),
  select: (page, { position }) => pinch(page, position),
  move: (page, { position }) => pinchDrag(page, [position, ...steps(position)]),
};

const onGlass = async (page: Page, point: Vec3): Promise<readonly [number, number]> =>
  (await page.evaluate(at => globalThis.emulatedHeadset?.onGlass(at), point)) ?? [0, 0];
const tap = async (page: Page, point: Vec3): Promise<void> => {
  await page.touchscreen.tap(...(await onGlass(page, point)));
  await frames(page, 4);
};

const phone: Way = {
  profile: 'phone',
  viewport: { width: 390, height: 700 },
  rests: above(ON_TABLE, 0.1),
  enter: async page => {
    await enterXr(page);
    await moveTo(page, 'headset', [0, 1.6, 0], { pitch: -45, yaw: -50 });
  },
  choose: (page, tool) => overlay(page).getByRole('button', { name: tool, exact: true }).tap(),
  place: page => tap(page, ON_TABLE),
  select: (page, { position }) => tap(page, position),
  move: async (page, { position }) => {
    await page.mouse.move(...(await onGlass(page, position)));
    await page.mouse.down();
    await frames(page, 3);
    for (const each of steps(position)) {
      await page.mouse.move(...(await onGlass(page, each)));
      await frames(page, 2);
    }
    await page.mouse.up();
    await frames(page, 4);
  },
  undo: page => overlay(page).getByRole('button', { name: 'Undo' }).tap(),
  leave: page => overlay(page).getByRole('button', { name: 'Leave' }).tap(),
};

const screen: Way = {
  profile: 'none',
  viewport: { width: 900, height: 600 },
  rests: 0.1,
  enter: page => page.getByText('This device has no AR').waitFor(),
  choose: (page, tool) => page.keyboard.press(tool === 'Box' ? '1' : 'v'),
  place: async page => {
    await page.mouse.click(450, 330);
    await frames(page, 4);
  },
  select: async (page, thing) => {
    await takeHold(page, thing);
    await page.mouse.up();
    await frames(page, 3);
  },
  move: async (page, thing) => {
    const at = await takeHold(page, thing);
    for (const by of [10, 40, 70]) {
      await page.mouse.move(at[0] - by, at[1]);
      await frames(page, 2);
    }
    await page.mouse.up();
    await frames(page, 3);
  },
  undo: page => page.keyboard.press('Control+z'),
  leave: () => Promise.resolve(),
};

const WAYS: readonly (readonly [string, Way])[] = [
  ['a Quest with controllers', pointing('quest3', 'controller-right')],
  ['an Android headset with hands', pointing('androidxr', 'hand-right', useHands)],
  ['a Vision Pro, which knows a pinch and a floor', gazing],
  ['[XR-19] a phone, by its glass', phone],
  ['a screen without AR and VR', screen],
];

const stage = useStage();
let context: BrowserContext | undefined;

afterEach(async () => {
  await context?.close();
  context = undefined;
});
async function arrive({ profile, viewport }: Way): Promise<Person> {
  const device = await stage.device({ viewport, hasTouch: profile === 'phone', colorScheme: 'dark' });
  context = device.context;
  if (profile !== 'none') await emulateHeadset(context, { profile });
  const page = await context.newPage();
  await page.goto(stage.relay.url);
  return { ...device, page };
}

function expectAt({ position }: Seen, rests: Way['rests']): void {
  if (typeof rests === 'number') expect(position[1]).toBeCloseTo(rests, 1);
  else expect(distance(position, rests)).toBeLessThan(0.05);
}

describe('every kind of device', () => {
  it.each(WAYS)(
    '[STORY-17] %s: in, place, select, move, undo, out, and all is there after a reload',
    async (_, way) => {
      const person = await arrive(way);
      const { page } = person;
      await createSession(page, 'Anywhere');
      await way.enter(page);
      await way.choose(page, 'Box');
      await way.place(page);
      await holds(page, 1);
      const [placed] = (await objects(page)) as [Seen];
      expectAt(placed, way.rests);

      await way.choose(page, 'Select');
      await way.select(page, placed);
      await page.getByRole('heading', { name: 'Box', includeHidden: true }).waitFor({ state: 'attached' });
      await way.move(page, placed);
      const [moved] = await objects(page);
      expect(moved?.position[0]).toBeLessThan(placed.position[0] - 0.1);
      await way.undo(page);
      await expect.poll(() => objects(page)).toEqual([placed]);

      await way.leave(page);
      await page.waitForFunction(() => globalThis.aiFrame?.xr() !== 'presenting');
      expect(await objects(page)).toEqual([placed]);
      await says(page, 'Saved on the relay');
      await page.reload();
      await page.waitForFunction(() => globalThis.aiFrame !== undefined);
      await holds(page, 1);
      expect(await objects(page)).toEqual([placed]);
      expect(foreignRequests(person, stage.relay.url)).toEqual([]);
    },
  );

  it('[APP-32] a model that was brought to the page is put on the real table by the headset', async () => {
    const way = pointing('quest3', 'controller-right');
    const person = await arrive(way);
    const { page } = person;
    await createSession(page, 'Brought along');
    await page.getByTitle(/^Models/).click();
    await page.getByLabel('Model, picture or session file').setInputFiles({
      name: 'sail.glb',
      mimeType: 'model/gltf-binary',
      buffer: Buffer.from(makeGlb(triangle(), triangleBytes())),
    });
    await page.getByText(/^(Click|Tap) where the/).waitFor();
    await way.enter(page);
    await way.place(page);
    await holds(page, 1);
    const [{ kind, position }] = (await objects(page)) as [Seen];
    expect(kind).toBe('model');
    expect(position[1]).toBeGreaterThan(ON_TABLE[1]);
    await says(page, 'Saved on the relay');
  });
});
