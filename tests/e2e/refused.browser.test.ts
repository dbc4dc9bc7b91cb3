import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Download, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSessionFile } from '../../client/disk/index.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { REPOSITORY } from '../architecture/source.ts';
import { frames, photograph } from '../support/browser.ts';
import { NOBODY_THERE, useStage } from '../support/stage.ts';
import {
  about,
  addBox,
  asked,
  closeDialog,
  createSession,
  holds,
  joinSession,
  leaveNetwork,
  listed,
  objects,
  others,
  type Person,
  says,
  shareCode,
  somebody,
  takeHold,
} from './person.ts';

const stage = useStage([NOBODY_THERE]);
let anna: Person;
let ben: Person;

beforeAll(async () => {
  anna = await somebody(stage, stage.relay.url, 'screen');
  ben = await somebody(stage, stage.relay.url, 'screen');
  await ben.page.getByText('Ready offline').waitFor();
});

/** Anna's session with one box in it, and Ben in it as an editor. Answers the code that he came in with. */
async function together(name: string): Promise<string> {
  for (const { page, context } of [anna, ben]) {
    await context.setOffline(false);
    await page.goto(`${stage.relay.url}/#`);
  }
  await createSession(anna.page, name);
  await addBox(anna.page);
  await says(anna.page, 'Saved on the relay');
  const code = await shareCode(anna.page);
  await joinSession(ben.page, code);
  await says(ben.page, 'Saved on the relay');
  await holds(ben.page, 1);
  return code;
}

/** Keeps all of it as a session of one's own, which opens. */
async function keepCopy(page: Page, count: number): Promise<void> {
  const before = page.url();
  await page.getByRole('button', { name: 'Keep a copy' }).click();
  await expect.poll(() => page.url(), { timeout: 20_000 }).not.toBe(before);
  await holds(page, count);
  await says(page, 'Saved on the relay');
}

/** How many objects a saved session holds, with the edits that were refused. */
async function boxesIn(download: Download): Promise<number> {
  const file = await readSessionFile(new Blob([await readFile(await download.path())]));
  if (!file.ok) throw new Error(file.error.code);
  const document = new SessionDocument();
  file.value.writeTo(document);
  return document.objects.size;
}

const command = (args: readonly string[], folderOf: string): Promise<unknown> =>
  promisify(execFile)(process.execPath, [join(REPOSITORY, 'dist/relay/cli.js'), ...args], {
    cwd: REPOSITORY,
    env: { ...process.env, AI_FRAME_DATA: folderOf },
  });

describe.sequential('edits that the relay does not take', () => {
  it('[STORY-13] of a guest who may only look by now are kept, also after a reload, and go up when the host says yes', async () => {
    await together('Kitchen');
    await leaveNetwork(ben);
    await addBox(ben.page);
    await about(anna.page, 'People');
    await anna.page.getByLabel(/^Role of/).selectOption('viewer');
    await closeDialog(anna.page);
    await ben.context.setOffline(false);
    await says(ben.page, '1 edit not taken');
    await holds(ben.page, 1);
    await ben.page.reload();
    await asked(ben.page, '1 edit is only on this device');
    await holds(anna.page, 1);
    await photograph(ben.page, 'refused-viewer');
    const saving = ben.page.waitForEvent('download');
    await ben.page.getByRole('button', { name: 'Save: as a file' }).click();
    expect(await boxesIn(await saving)).toBe(2);
    await ben.page.getByRole('button', { name: 'Ask the host', exact: true }).click();
    await anna.page.getByRole('button', { name: /^Allow/ }).click();
    await holds(anna.page, 2);
    await says(ben.page, 'Saved on the relay');
    await holds(ben.page, 2);
    await closeDialog(ben.page);
  });

  it('[STORY-14] of a thing that the host locked are kept, everything else goes up, and giving them up follows the relay', async () => {
    await together('Hall');
    const [box] = await objects(ben.page);
    if (!box) throw new Error('no box');
    await leaveNetwork(ben);
    const { page } = ben;
    const at = await takeHold(page, box);
    await page.mouse.move(at[0] + 90, at[1] + 20, { steps: 4 });
    await frames(page, 3);
    await page.mouse.up();
    await expect.poll(async () => (await objects(page))[0]?.position).not.toEqual(box.position);
    await addBox(page);
    // The box that has just been added is selected.
    await anna.page.getByRole('button', { name: 'Lock', exact: true }).click();
    await says(anna.page, 'Saved on the relay');
    await ben.context.setOffline(false);
    await holds(anna.page, 2);
    await asked(page, '1 edit is only on this device');
    await photograph(page, 'refused-locked');
    const positions = async () => (await objects(page)).find(({ id }) => id === box.id)?.position;
    expect(await positions()).toEqual(box.position);
    await page.getByRole('button', { name: 'Discard', exact: true }).click();
    await page.getByRole('button', { name: 'Discard them' }).click();
    await says(page, 'Saved on the relay');
    expect(await positions()).toEqual(box.position);
    await closeDialog(page);
  });

  it('[STORY-15] of a guest who was removed meanwhile can be kept as a session of their own', async () => {
    await together('Cellar');
    await leaveNetwork(ben);
    await addBox(ben.page);
    await about(anna.page, 'People');
    await anna.page.getByRole('button', { name: /^Remove/ }).click();
    await anna.page.getByRole('button', { name: 'Remove', exact: true }).click();
    await anna.page.getByRole('heading', { name: '1 person' }).waitFor();
    await closeDialog(anna.page);
    await ben.context.setOffline(false);
    await asked(ben.page, 'You were removed from this session');
    await photograph(ben.page, 'refused-removed');
    await keepCopy(ben.page, 2);
    await holds(anna.page, 1);
  });

  it('[STORY-15] of a session that was deleted meanwhile can be kept as a session of their own', async () => {
    await together('Attic');
    await leaveNetwork(ben);
    await addBox(ben.page);
    await about(anna.page, 'Settings');
    await anna.page.getByRole('button', { name: /^Delete.*for everybody/ }).click();
    await anna.page.getByLabel(/^Type/).fill('Attic');
    await anna.page.getByRole('button', { name: 'Delete for everybody', exact: true }).click();
    await ben.context.setOffline(false);
    await asked(ben.page, 'This session was deleted from the relay');
    await photograph(ben.page, 'refused-deleted');
    await keepCopy(ben.page, 2);
  });

  it('[STORY-18] of a guest whose place is taken meanwhile wait here, listed, and go up when the host makes room', async () => {
    const code = await together('Pantry');
    const cleo = await somebody(stage, stage.relay.url, 'screen');
    await joinSession(cleo.page, code);
    await says(cleo.page, 'Saved on the relay');
    await leaveNetwork(ben);
    await addBox(ben.page);
    await others(anna.page, 1);
    await about(anna.page, 'Settings');
    const limit = anna.page.getByLabel('People at once');
    await limit.fill('1');
    await limit.press('Tab');
    await closeDialog(anna.page);
    await ben.context.setOffline(false);
    await says(ben.page, 'Session full · 1 change waiting');
    await holds(ben.page, 2);
    await asked(ben.page, 'The session is full (1 of 1)');
    await listed(ben.page, ['Box']);
    await photograph(ben.page, 'refused-full');
    await ben.page.getByRole('button', { name: 'Ask the host', exact: true }).click();
    await says(ben.page, 'Session full · host asked');
    await anna.page.locator('.banner').getByText('asks for a place').waitFor();
    await holds(anna.page, 1);
    await anna.page.getByRole('button', { name: /^Allow/ }).click();
    await holds(anna.page, 2);
    await says(ben.page, 'Saved on the relay');
    await closeDialog(ben.page);
    await cleo.context.close();
  });

  it('[STORY-19] in a session that was put away meanwhile wait here, listed, until they open it again', async () => {
    await together('Garden');
    await leaveNetwork(ben);
    await addBox(ben.page);
    await others(anna.page, 0);
    await about(anna.page, 'Settings');
    await anna.page.getByRole('button', { name: 'Archive', exact: true }).click();
    await anna.page.getByRole('button', { name: 'Archive', exact: true }).last().click();
    await says(anna.page, 'Put away · saved on this device');
    await closeDialog(anna.page);
    await ben.context.setOffline(false);
    await says(ben.page, 'Put away · 1 change waiting');
    await holds(ben.page, 2);
    await asked(ben.page, 'This session was put away on the relay');
    await listed(ben.page, ['Box']);
    await photograph(ben.page, 'refused-archived');
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Open it again' }).click();
    await says(ben.page, 'Saved on the relay');
    await closeDialog(ben.page);
    await holds(anna.page, 2);
  });

  it('[STORY-16] that a restored relay no longer has are told about, and go up when the person says so', async () => {
    await together('Garage');
    await command(['backup', join(stage.folder, 'backup')], stage.data);
    await addBox(ben.page);
    await says(ben.page, 'Saved on the relay');
    await stage.relay.stop();
    const restored = join(stage.folder, 'restored');
    await cp(join(stage.data, 'master.key'), join(restored, 'master.key'));
    await command(['restore', join(stage.folder, 'backup')], restored);
    await stage.restart(restored);
    await asked(ben.page, '1 edit is only on this device');
    await ben.page.getByText('The relay was restored from an older backup').first().waitFor();
    await photograph(ben.page, 'refused-restored');
    await holds(ben.page, 1);
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await holds(ben.page, 2);
    await says(ben.page, 'Saved on the relay');
  });
});
