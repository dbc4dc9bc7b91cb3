import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { InputFrame, Pointer } from '../../client/model/index.ts';
import { add, type Pose, subtract, type Vec3 } from '../../shared/pose.ts';
import { frames, launchBrowser } from '../support/browser.ts';
import {
  type Device,
  emulateHeadset,
  loadRoom,
  lookAt,
  moveTo,
  press,
  setSelect,
  setSqueeze,
  useHands,
} from '../support/headset.ts';
import { serveTestPage } from '../support/test-page.ts';
import { writeGesture } from './gesture.ts';

/**
 * Records `recordings/*.jsonl` anew, with an emulated headset in a captured room: `npx tsx
 * tests/xr/record-gestures.ts`.
 */

const RIGHT = 'controller-right';
const LEFT = 'controller-left';

/** Hands tremble: a millimetre or two, the same ones each time. */
const trembling = (p: Vec3, i: number): Vec3 =>
  add(p, [Math.sin(i * 7) * 1e-3, Math.cos(i * 5) * 1e-3, Math.sin(i * 3) * 1e-3]);

async function lead(
  page: Page,
  count: number,
  ...hands: readonly (readonly [Device, (t: number) => Vec3])[]
): Promise<void> {
  for (let i = 1; i <= count; i++)
    for (const [device, path] of hands) await moveTo(page, device, trembling(path(i / count), i));
}

interface Script {
  readonly name: string;
  readonly about: string;
  readonly hands: Pointer['hand'][];
  readonly atPanel?: true;
  prepare(page: Page): Promise<void>;
  perform(page: Page): Promise<void>;
}

const tipOf = (page: Page): Promise<Vec3> =>
  page.evaluate(
    () => globalThis.testPage.input()?.pointers.find(({ hand }) => hand === 'right')?.tip ?? [0, 0, 0],
  );
const panelOf = (page: Page): Promise<Pose> => page.evaluate(() => globalThis.testPage.panelAt());

const SCRIPTS: readonly Script[] = [
  {
    name: 'place-on-table',
    about: 'A controller points at what stands beside the person and presses.',
    hands: ['right'],
    prepare: page => moveTo(page, RIGHT, [0.25, 1.35, -0.2]),
    perform: async page => {
      await lookAt(page, RIGHT, [0.9, 0, -1.2]);
      await lookAt(page, RIGHT, [1.2, 0, -1.2]);
      await press(page, RIGHT);
    },
  },
  {
    name: 'draw-a-stroke',
    about: 'A controller draws half a circle of 20 cm radius in the air.',
    hands: ['right'],
    prepare: page => moveTo(page, RIGHT, [0.5, 1.2, -0.4]),
    perform: async page => {
      await setSelect(page, RIGHT, 1);
      await lead(page, 24, [
        RIGHT,
        t => [0.7 - 0.2 * Math.cos(Math.PI * t), 1.2 + 0.2 * Math.sin(Math.PI * t), -0.4],
      ]);
      await setSelect(page, RIGHT, 0);
    },
  },
  {
    name: 'two-hands-scale',
    about: 'Two controllers close around what is between them, 20 cm apart, and pull it to 40 cm.',
    hands: ['left', 'right'],
    prepare: async page => {
      await moveTo(page, LEFT, [0.5, 1.2, -0.4]);
      await moveTo(page, RIGHT, [0.7, 1.2, -0.4]);
    },
    perform: async page => {
      await setSqueeze(page, LEFT, 1);
      await setSqueeze(page, RIGHT, 1);
      await lead(page, 15, [LEFT, t => [0.5 - 0.1 * t, 1.2, -0.4]], [RIGHT, t => [0.7 + 0.1 * t, 1.2, -0.4]]);
      await setSqueeze(page, RIGHT, 0);
      await setSqueeze(page, LEFT, 0);
    },
  },
  {
    name: 'grab-by-pinch',
    about: 'A hand pinches what it is at and lifts it by 30 cm.',
    hands: ['right'],
    prepare: async page => {
      await useHands(page);
      await moveTo(page, 'hand-right', [0.6, 1, -0.4]);
    },
    perform: async page => {
      await setSelect(page, 'hand-right', 1);
      await lead(page, 20, ['hand-right', t => [0.6 + 0.1 * t, 1 + 0.3 * t, -0.4]]);
      await setSelect(page, 'hand-right', 0);
    },
  },
  {
    name: 'poke-the-panel',
    about: 'The tip of an index finger crosses the panel from the front and comes back.',
    hands: ['right'],
    atPanel: true,
    prepare: async page => {
      await useHands(page);
      await moveTo(page, 'hand-right', [0.2, 1.2, -0.3]);
    },
    perform: async page => {
      const { position, rotation } = await panelOf(page);
      const [x, y, z, w] = rotation;
      const front: Vec3 = [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)];
      const hand: Vec3 = [0.2, 1.2, -0.3];
      const reach = subtract(hand, await tipOf(page));
      for (let i = 0; i <= 24; i++) {
        const depth = 0.1 - 0.11 * Math.sin((Math.PI * i) / 24);
        const tip = add(position, front.map(n => n * depth) as unknown as Vec3);
        await moveTo(page, 'hand-right', trembling(add(tip, reach), i));
      }
    },
  },
];

const [browser, served] = await Promise.all([
  launchBrowser(),
  serveTestPage(
    join(import.meta.dirname, 'page/main.ts'),
    '<canvas></canvas><button id="enter">Enter AR</button>',
  ),
]);
for (const script of SCRIPTS) {
  const context = await browser.newContext({ viewport: { width: 320, height: 240 } });
  await emulateHeadset(context);
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
  await loadRoom(page, 'office_small');
  await page.focus('#enter');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await script.prepare(page);
  await frames(page, 10);
  const panel = script.atPanel && (await panelOf(page));
  await page.evaluate(() => globalThis.testPage.record());
  await script.perform(page);
  const recorded: readonly InputFrame[] = await page.evaluate(() => globalThis.testPage.recorded());
  const text = writeGesture({ about: script.about, panel, frames: recorded }, ({ hand }) =>
    script.hands.includes(hand),
  );
  writeFileSync(join(import.meta.dirname, 'recordings', `${script.name}.jsonl`), text);
  process.stdout.write(`${script.name}: ${recorded.length} frames\n`);
  await context.close();
}
await browser.close();
await served.close();
