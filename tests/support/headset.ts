import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import type { Vec3 } from '../../shared/pose.ts';
import { frames } from './browser.ts';
import type { FloorOrigin } from './headset-floor.ts';
import type { HeadsetSettings } from './headset-inject.ts';
import type { SharedRoom } from './headset-shared.ts';

/**
 * An emulated headset for browser tests:
 *
 *     await emulateHeadset(context, { profile: 'quest3' });   // before the page opens
 *     await page.goto(url);
 *     await loadRoom(page, 'office_small');                   // each time the page has loaded
 *     await page.click('#enter');                             // a real click: AR needs a user gesture
 *     await lookAt(page, 'controller-right', [0, 0, -1]);
 *     await press(page, 'controller-right');
 *
 * Poses are in the emulator's own space: the floor is y = 0 and the headset starts at [0, 1.6, 0], looking
 * along -Z.
 */

export type Device = 'headset' | 'controller-left' | 'controller-right' | 'hand-left' | 'hand-right';
export type Room = 'office_small' | 'office_large' | 'meeting_room' | 'living_room' | 'music_room';

let script: Promise<string> | undefined;

/** The injected script, bundled once per test process into a temporary folder. */
function injectedScript(): Promise<string> {
  script ??= (async () => {
    const outfile = join(mkdtempSync(join(tmpdir(), 'ai-frame-headset-')), 'headset.js');
    await build({
      entryPoints: [join(import.meta.dirname, 'headset-inject.ts')],
      outfile,
      bundle: true,
      format: 'iife',
      target: 'es2022',
      // Without it the environment module would look for its rooms on a server of its own.
      define: { __IS_UMD__: 'true' },
      loader: { '.json': 'empty' },
      logLevel: 'error',
    });
    return outfile;
  })();
  return script;
}

/**
 * All pages of `context` opened from now on have this headset. Without it they have whatever the browser has:
 * none.
 */
export async function emulateHeadset(
  context: BrowserContext,
  settings: Partial<HeadsetSettings> = {},
): Promise<void> {
  const all: HeadsetSettings = {
    profile: 'quest3',
    stereo: false,
    anchorLimit: 8,
    origin: { position: [0, 0, 0], yaw: 0 },
    depth: 'gpu',
    camera: false,
    ...settings,
  };
  await context.addInitScript(value => {
    globalThis.emulatedHeadsetSettings = value;
  }, all);
  await context.addInitScript({ path: await injectedScript() });
}

/** Puts the headset into one of the captured rooms; needed after each load of the page, before AR starts. */
export async function loadRoom(page: Page, room: Room): Promise<void> {
  const require = createRequire(import.meta.url);
  const captures = join(dirname(require.resolve('@iwer/sem/package.json')), 'captures');
  const json: unknown = JSON.parse(readFileSync(join(captures, `${room}.json`), 'utf8'));
  await page.evaluate(value => globalThis.emulatedHeadset?.loadRoom(value), json);
}

/**
 * Any of the emulator's remote methods, such as `set_transform`, `look_at`, `animate_to`, `set_connected`.
 */
export function remote(page: Page, method: string, params: Record<string, unknown> = {}): Promise<unknown> {
  return page.evaluate(
    ([name, value]) => globalThis.emulatedHeadset?.remote(name as string, value as Record<string, unknown>),
    [method, params] as const,
  );
}

const vector = ([x, y, z]: Vec3): Record<string, number> => ({ x, y, z });

/** Moves a device; angles in degrees. */
export async function moveTo(
  page: Page,
  device: Device,
  position: Vec3,
  turn: { readonly pitch?: number; readonly yaw?: number; readonly roll?: number } = {},
): Promise<void> {
  const orientation = { pitch: 0, yaw: 0, roll: 0, ...turn };
  await remote(page, 'set_transform', { device, position: vector(position), orientation });
  await frames(page, 2);
}

/** Turns a device so that it points at `target`. */
export async function lookAt(page: Page, device: Device, target: Vec3): Promise<void> {
  await remote(page, 'look_at', { device, target: vector(target) });
  await frames(page, 2);
}

export async function useHands(page: Page): Promise<void> {
  await remote(page, 'set_input_mode', { mode: 'hand' });
  await frames(page, 3);
}

export async function useControllers(page: Page): Promise<void> {
  await remote(page, 'set_input_mode', { mode: 'controller' });
  await frames(page, 3);
}

/** Trigger or pinch down (1) or up (0). */
export async function setSelect(page: Page, device: Device, value: 0 | 1): Promise<void> {
  await remote(page, 'set_select_value', { device, value });
  await frames(page, 3);
}

/**
 * Trigger or pinch, down and up again, counted in frames: a press shorter than a frame would be swallowed.
 */
export async function press(page: Page, device: Device): Promise<void> {
  await setSelect(page, device, 1);
  await setSelect(page, device, 0);
}

/** Grip button of a controller, down (1) or up (0). */
export async function setSqueeze(
  page: Page,
  device: 'controller-left' | 'controller-right',
  value: 0 | 1,
): Promise<void> {
  await remote(page, 'set_gamepad_state', { device, buttons: [{ index: 1, value }] });
  await frames(page, 3);
}

/** The system ends the session, as when the person presses the headset's own button. */
export async function endBySystem(page: Page): Promise<void> {
  await remote(page, 'end_session');
}

/** `hidden`: the headset was taken off; `visible-blurred`: its own menu is open. */
export async function setVisibility(
  page: Page,
  state: 'visible' | 'visible-blurred' | 'hidden',
): Promise<void> {
  await page.evaluate(value => globalThis.emulatedHeadset?.setVisibility(value), state);
}

/**
 * The person recentres the headset: its floor begins elsewhere in the room from now on. Not every headset
 * `tells` by how much.
 */
export async function recenter(page: Page, to: FloorOrigin, tells: boolean): Promise<void> {
  await page.evaluate(([origin, says]) => globalThis.emulatedHeadset?.recenter(origin, says), [
    to,
    tells,
  ] as const);
  await frames(page, 3);
}

/** The headset has found others in its room, and shares this space with them from now on. */
export async function shareRoom(page: Page, room: SharedRoom): Promise<void> {
  await page.evaluate(value => globalThis.emulatedHeadset?.shareRoom(value), room);
  await frames(page, 3);
}

/** Eyes on a point and a pinch, down and up again, where there is nothing else in the hands (`visionos`). */
export async function pinch(page: Page, at: Vec3): Promise<void> {
  await pinchDrag(page, [at]);
}

/** A pinch that begins at the first point, is led over the others and ends at the last. */
export async function pinchDrag(page: Page, [first, ...others]: readonly [Vec3, ...Vec3[]]): Promise<void> {
  await page.evaluate(at => globalThis.emulatedHeadset?.pinch('down', at), first);
  await frames(page, 3);
  for (const each of others) {
    await page.evaluate(at => globalThis.emulatedHeadset?.pinch('aim', at), each);
    await frames(page, 2);
  }
  await page.evaluate(() => globalThis.emulatedHeadset?.pinch('up'));
  await frames(page, 3);
}
