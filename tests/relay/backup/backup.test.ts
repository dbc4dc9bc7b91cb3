import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { backUp, restore } from '../../../relay/backup/index.ts';
import { type SessionView, sessionView } from '../../../shared/api/index.ts';
import { newObjectId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { cli, startProgram, useCli } from '../../support/cli.ts';
import { editOf } from '../../support/documents.ts';
import { flipRecordKey } from '../../support/flipped-keys.ts';
import { type Guest, guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { fetchDocument, RawClient, update } from '../../support/wire.ts';

const CLI = useCli();

const PNG = readFileSync(new URL('../../../public/icons/icon-192.png', import.meta.url));

async function place(url: string, guest: Guest, doc: Y.Doc, id: string = newObjectId()): Promise<void> {
  const client = await RawClient.join(url, guest);
  const put = (): void => {
    const entry = new Y.Map<unknown>();
    entry.set('kind', 'box');
    entry.set('placement', [null, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
    doc.getMap('objects').set(id, entry);
  };
  client.send(update(editOf(doc, put)));
  await client.barrier(1);
  client.ws.close();
}

async function viewOf(url: string, guest: Guest): Promise<SessionView> {
  const response = await fetch(`${url}/api/sessions/${guest.session}`, {
    headers: { authorization: `Bearer ${guest.token}` },
  });
  return sessionView.parse(await response.json());
}

async function addPicture(url: string, guest: Guest): Promise<void> {
  const response = await fetch(`${url}/api/sessions/${guest.session}/screenshots/view`, {
    method: 'POST',
    body: Buffer.from(PNG),
    headers: { authorization: `Bearer ${guest.token}`, 'content-type': 'image/png' },
  });
  expect(response.status).toBe(201);
}

/** An empty folder with the master key of `from` in it. */
function folderWithKey(from: string): string {
  const folder = newFolder();
  mkdirSync(folder);
  copyFileSync(join(from, 'master.key'), join(folder, 'master.key'));
  return folder;
}

const quiet = { onProgress: () => undefined };

describe('backups', { timeout: 120_000 }, () => {
  it('[CLI-6][CLI-7] taken while the relay runs, restored, and in an epoch of its own', async () => {
    const dataFolder = newFolder();
    const { url } = await relayOn({ dataFolder });
    const host = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const doc = new Y.Doc();
    await place(url, host, doc, 'before');
    await addPicture(url, host);
    const { metadata } = await viewOf(url, host);
    const file = newFolder();
    const taken = await startProgram(CLI, ['backup', file], { AI_FRAME_DATA: dataFolder }).ended;
    expect([taken.code, taken.out]).toEqual([0, `${file}\n`]);
    expect(statSync(file).mode & 0o077).toBe(0);
    await place(url, host, doc, 'after');
    expect((await viewOf(url, host)).objects_total).toBe(2);
    const key = readFileSync(join(dataFolder, 'master.key'));
    expect(readFileSync(file).includes(key.toString().trim())).toBe(false);
    expect(readFileSync(file).includes(Buffer.from(key.toString(), 'base64'))).toBe(false);
    expect(readdirSync(dataFolder).filter(name => name.startsWith('backup-'))).toEqual([]);

    const folder = folderWithKey(dataFolder);
    const restored = await cli(['restore', file], folder);
    expect([restored.code, restored.out, restored.err]).toEqual([0, `${folder}: 1 sessions\n`, '']);
    const second = await relayOn({ dataFolder: folder });
    expect([...(await fetchDocument(second.url, host)).getMap('objects').keys()]).toEqual(['before']);
    const view = await viewOf(second.url, editor);
    expect(view.role).toBe('editor');
    expect(view.metadata.epoch).not.toBe(metadata.epoch);
    const picture = await fetch(`${second.url}/api/sessions/${host.session}/screenshots/view`, {
      headers: { authorization: `Bearer ${editor.token}` },
    });
    expect(Buffer.from(await picture.arrayBuffer()).equals(PNG)).toBe(true);
    await place(second.url, host, new Y.Doc(), 'goes-on');
  });

  it('[CLI-6] one moment, however much is written meanwhile', async () => {
    const dataFolder = newFolder();
    const { url } = await relayOn({ dataFolder });
    const host = await hostOf(url);
    const doc = new Y.Doc();
    let isOver = false;
    let placed = 0;
    const writing = (async () => {
      while (!isOver) {
        await place(url, host, doc, `o${String(placed).padStart(6, '0')}`);
        placed += 1;
      }
    })();
    for (let round = 0; round < 3; round++) {
      const acknowledged = placed;
      const file = newFolder();
      expect(await backUp({ folder: dataFolder, target: file, ...quiet })).toMatchObject({ ok: true });
      const folder = folderWithKey(dataFolder);
      const done = await restore({ backup: file, folder, masterKey: undefined, ...quiet });
      expect(done).toEqual({ ok: true, value: { sessions: 1, unreadable: [] } });
      const second = await relayOn({ dataFolder: folder });
      const keys = [...(await fetchDocument(second.url, host)).getMap('objects').keys()].sort();
      expect(keys.length).toBeGreaterThanOrEqual(acknowledged);
      expect(keys).toEqual(keys.map((_, i) => `o${String(i).padStart(6, '0')}`));
      await second.close();
    }
    isOver = true;
    await writing;
  });

  it('[CLI-7] writes over nothing, needs the key, and leaves no data folder where it fails', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    await hostOf(relay.url);
    const file = newFolder();
    expect((await cli(['backup', file], dataFolder)).code).toBe(0);
    const again = await cli(['backup', file], dataFolder);
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringContaining('There is a file of that name already'),
    ]);
    expect((await cli(['backup', newFolder()], newFolder())).code).toBe(1);
    const over = await cli(['restore', file], dataFolder);
    expect([over.code, over.err]).toEqual([1, expect.stringContaining('into an empty data folder')]);
    await relay.close();

    const without = newFolder();
    const noKey = await cli(['restore', file], without);
    expect([noKey.code, noKey.err]).toEqual([1, expect.stringContaining('master key')]);
    const wrong = newFolder();
    mkdirSync(wrong);
    writeFileSync(join(wrong, 'master.key'), randomBytes(32).toString('base64'));
    expect((await cli(['restore', file], wrong)).code).toBe(1);
    for (const folder of [without, wrong]) {
      expect(readdirSync(folder).filter(name => name !== 'master.key')).toEqual([]);
    }
    const cut = folderWithKey(dataFolder);
    for (const name of ['restoring', 'blobs']) mkdirSync(join(cut, name));
    expect((await cli(['restore', file], cut)).code).toBe(0);
    expect(existsSync(join(cut, 'relay.mdb'))).toBe(true);
  });

  it('[CLI-24] a backup of a store with a damaged record is restored: that record is named, all the others are there', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const [damaged, whole] = [await hostOf(relay.url), await hostOf(relay.url)];
    for (const host of [damaged, whole]) await place(relay.url, host, new Y.Doc(), 'box');
    await relay.close();
    expect(flipRecordKey(dataFolder, damaged.session)).toBeGreaterThan(0);
    const file = newFolder();
    expect(await backUp({ folder: dataFolder, target: file, ...quiet })).toMatchObject({ ok: true });
    const folder = folderWithKey(dataFolder);
    const { code, out, err } = await cli(['restore', file], folder);
    expect([code, out]).toEqual([0, `${folder}: 1 sessions\n`]);
    expect(err).toMatch(/^Damaged when the backup was taken: cannot be read: sessions\/.*verify/s);
    const { url } = await relayOn({ dataFolder: folder });
    expect([...(await fetchDocument(url, whole)).getMap('objects').keys()]).toEqual(['box']);
  });

  it('[CLI-8] a backup that was cut short or changed is refused (seed 20261124)', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const host = await hostOf(relay.url);
    await addPicture(relay.url, host);
    const file = newFolder();
    await backUp({ folder: dataFolder, target: file, ...quiet });
    const whole = readFileSync(file);
    const refused = async (bytes: Buffer): Promise<void> => {
      const damaged = newFolder();
      writeFileSync(damaged, bytes);
      const folder = folderWithKey(dataFolder);
      const done = await restore({ backup: damaged, folder, masterKey: undefined, ...quiet });
      expect(done).toMatchObject({ ok: false, error: { code: 'backup/damaged' } });
      expect(readdirSync(folder)).toEqual(['master.key']);
    };
    for (const length of [0, 5, 18, 40, whole.length - 33, whole.length - 1]) {
      await refused(whole.subarray(0, length));
    }
    await refused(Buffer.concat([whole, Buffer.from('x')]));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] as number) ^ flip;
        await refused(changed);
      }),
      { seed: 20261124, numRuns: 30 },
    );
  });
});
