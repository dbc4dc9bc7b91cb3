import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import { frames, launchBrowser } from '../harness/browser.ts';
import { loadRoom, lookAt, moveTo, press, setSelect, setVisibility } from '../harness/headset.ts';
import { freePort, type RelayProcess, startRelayProcess } from '../harness/relay-process.ts';
import {
  createSession,
  holds,
  joinSession,
  objects,
  type Person,
  says,
  shareCode,
  somebody,
} from './person.ts';

let data: string;
let relay: RelayProcess;
let browser: Browser;
let anna: Person;
let ben: Person;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'ai-frame-look-'));
  relay = await startRelayProcess({ port: await freePort(), data });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  rmSync(data, { recursive: true, force: true });
});
const R = 'controller-right';
it('look', async () => {
  anna = await somebody(browser, relay.url, 'headset');
  await createSession(anna.page, 'Cellar');
  await says(anna.page, 'Saved on the relay');
  const code = await shareCode(anna.page);
  ben = await somebody(browser, relay.url, 'screen');
  await joinSession(ben.page, code);
  await says(ben.page, 'Saved on the relay');
  const shot = async (name: string, who = ben) => {
    await frames(who.page, 4);
    await who.page.screenshot({ path: `/tmp/look2/${name}.png` });
  };
  await anna.page.keyboard.press('1');
  await loadRoom(anna.page, 'office_small');
  await anna.page.getByRole('button', { name: 'Enter AR' }).click();
  await anna.page.waitForFunction(() => globalThis.aiFrame?.xr() === 'presenting');
  await frames(anna.page, 5);
  await moveTo(anna.page, R, [0.2, 1.3, -0.2]);
  await lookAt(anna.page, R, [0.6, 0.75, -0.45]);
  await frames(anna.page, 4);
  await press(anna.page, R);
  await holds(ben.page, 1);
  await ben.page.keyboard.press('f');
  await anna.page.keyboard.press('v');
  const [box] = await objects(anna.page);
  await lookAt(anna.page, R, box!.position);
  await frames(anna.page, 8);
  await frames(ben.page, 10);
  await shot('1-pointing');
  await setSelect(anna.page, R, 1);
  await lookAt(anna.page, R, [box!.position[0] - 0.3, box!.position[1] + 0.1, box!.position[2]]);
  await frames(anna.page, 6);
  await frames(ben.page, 10);
  await shot('2-held');
  await shot('2-held-anna', anna);
  await setSelect(anna.page, R, 0);
  await ben.page.mouse.move(450, 400);
  await frames(ben.page, 3);
  await ben.page.keyboard.press('l');
  await frames(ben.page, 10);
  await shot('3-ping-ben');
  await shot('3-ping-anna', anna);
  await ben.page.waitForFunction(() => globalThis.aiFrame?.pings().length === 0);
  await anna.page.keyboard.press('l');
  await ben.page.waitForFunction(() => (globalThis.aiFrame?.pings().length ?? 0) > 0);
  await frames(ben.page, 6);
  await shot('4-ping-of-anna');
  await ben.page.mouse.move(450, 300);
  await ben.page.mouse.down();
  await ben.page.mouse.move(50, 300, { steps: 4 });
  await ben.page.mouse.up();
  await ben.page.waitForFunction(() => globalThis.aiFrame?.pings().length === 0);
  await anna.page.keyboard.press('l');
  await ben.page.waitForFunction(() => (globalThis.aiFrame?.pings().length ?? 0) > 0);
  for (let i = 0; i < 12; i++) await ben.page.mouse.wheel(0, -120);
  await frames(ben.page, 6);
  await shot('5-ping-beyond');
  await ben.page.keyboard.press('f');
  await ben.page.getByRole('button', { name: /^People/ }).click();
  await shot('6-people');
  await ben.page.getByRole('button', { name: /^Follow/ }).click();
  await frames(ben.page, 60);
  await shot('7-following');
  await setVisibility(anna.page, 'hidden');
  await frames(ben.page, 20);
  await shot('7b-asleep');
  await ben.page.keyboard.press('Escape');
  await ben.page.keyboard.press('f');
  await frames(ben.page, 40);
  await shot('8-asleep');
  await ben.page.getByRole('button', { name: /^People/ }).click();
  await shot('9-people-asleep');
  await ben.page.keyboard.press('Escape');
  await setVisibility(anna.page, 'visible');
  await anna.page.evaluate(() => globalThis.emulatedHeadset?.remote('end_session', {}));
  await anna.page.waitForFunction(() => globalThis.aiFrame?.xr() === 'available');
  await ben.page.getByRole('button', { name: /^People/ }).click();
  await ben.page.getByRole('button', { name: 'Bring everybody to me' }).click();
  await anna.page.getByText(/asks you to come/).waitFor();
  await shot('a-offer', anna);
  await anna.page.getByRole('button', { name: 'Go there' }).click();
  await frames(anna.page, 30);
  await shot('b-there', anna);
}, 300_000);
