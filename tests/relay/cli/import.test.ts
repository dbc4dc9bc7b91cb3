import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openStorage } from '../../../relay/storage/index.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { cli, useCli } from '../../support/cli.ts';
import { filledFolder, hashOf } from '../../support/filled-folder.ts';
import { relayOn } from '../../support/relay.ts';

useCli();

async function exported() {
  const filled = await filledFolder();
  const folder = newFolder();
  const { code } = await cli(['export', filled.host.session, folder], filled.dataFolder);
  expect(code).toBe(0);
  return { ...filled, folder };
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'));
/** A copy of an export with something changed in it. */
function changed(from: string, change: (folder: string) => void): string {
  const folder = newFolder();
  cpSync(from, folder, { recursive: true });
  change(folder);
  return folder;
}

/** What is to be found in a data folder, by opening it. */
async function inside<T>(
  folder: string,
  look: (storage: Extract<Awaited<ReturnType<typeof openStorage>>, { ok: true }>['value']) => Promise<T>,
): Promise<T> {
  const opened = await openStorage({
    folder,
    masterKey: undefined,
    onUnreadable: error => {
      throw error;
    },
  });
  if (!opened.ok) throw new Error(opened.error.code);
  try {
    return await look(opened.value);
  } finally {
    await opened.value.store.close();
  }
}

describe('import', { timeout: 120_000 }, () => {
  it('[CLI-9] brings in what export wrote, under its own id and under a new one', async () => {
    const { dataFolder, folder, host, blob } = await exported();
    const elsewhere = newFolder();
    const same = await cli(['import', folder], elsewhere);
    expect([same.code, same.out]).toEqual([0, `${host.session}\n`]);
    const own = await cli(['import', '--new-id', folder], dataFolder);
    expect([own.code, own.err]).toEqual([0, '']);
    const id = own.out.trim();
    expect(id).not.toBe(host.session);

    for (const [from, session] of [
      [elsewhere, host.session],
      [dataFolder, id],
    ] as const) {
      const again = newFolder();
      expect((await cli(['export', session, again], from)).code).toBe(0);
      const [before, after] = [read(folder), read(again)];
      expect(after).toMatchObject({
        session_id: session,
        host: host.user,
        created: before.created,
        objects_total: 30,
        screenshots: before.screenshots,
        blobs: [{ sha256: hashOf(blob), bytes: blob.length }],
      });
      const whoIs = ({ user_id, role }: { user_id: string; role: string }) => `${user_id} ${role}`;
      expect(after.members.map(whoIs).sort()).toEqual(before.members.map(whoIs).sort());
      expect(after.epoch).not.toBe(before.epoch);
      for (const file of ['objects.json', 'screenshots/view.png', 'screenshots/view.small.png']) {
        expect(readFileSync(join(again, file)).equals(readFileSync(join(folder, file)))).toBe(true);
      }
    }
  });

  it('[CLI-10] what is here, or is no export, or is not allowed, does not come in', async () => {
    const { dataFolder, folder, blob } = await exported();
    const here = await cli(['import', folder], dataFolder);
    expect([here.code, here.err]).toEqual([1, expect.stringContaining('is here already')]);

    const edit = (change: (metadata: { screenshots: object[] }) => object) =>
      changed(folder, path => {
        const metadata = read(path);
        writeFileSync(join(path, 'metadata.json'), JSON.stringify({ ...metadata, ...change(metadata) }));
      });
    const foreign = new Y.Doc();
    foreign.getMap('elsewhere').set('a', 1);
    const bad: Record<string, string> = {
      nothing: newFolder(),
      'no JSON': changed(folder, path => writeFileSync(join(path, 'metadata.json'), '{')),
      'another format': edit(() => ({ format: 'zip' })),
      'a path for a name': edit(({ screenshots: [one] }) => ({ screenshots: [{ ...one, name: '../x' }] })),
      'a path for a hash': edit(() => ({ blobs: [{ sha256: '../../x', bytes: 1 }] })),
      'a picture that is not there': edit(({ screenshots: [one] }) => ({
        screenshots: [{ ...one, name: 'x' }],
      })),
      'other bytes': changed(folder, path => writeFileSync(join(path, 'blobs', hashOf(blob)), 'other')),
      'no picture': changed(folder, path => writeFileSync(join(path, 'screenshots/view.png'), 'text')),
      'no document': changed(folder, path => writeFileSync(join(path, 'document.bin'), 'text')),
      'a root that no session has': changed(folder, path =>
        writeFileSync(join(path, 'document.bin'), Y.encodeStateAsUpdate(foreign)),
      ),
    };
    const into = newFolder();
    mkdirSync(into);
    for (const [what, path] of Object.entries(bad)) {
      const { code, out, err } = await cli(['import', '--new-id', path], into);
      expect([what, code, out]).toEqual([what, 1, '']);
      expect([
        what,
        err
          .replace(/^Warning.*\n/, '')
          .trim()
          .split('\n').length,
      ]).toEqual([what, 1]);
    }
    await inside(into, async ({ store, blobs }) => {
      expect(await store.list('sessions')).toEqual([]);
      expect(await store.list('screenshots')).toEqual([]);
      const keys = (await store.list('keys')).map(([key]) => key).filter(key => key.includes('-'));
      for (const id of keys) expect(await blobs.list(id as SessionId)).toEqual([]);
    });
    expect(existsSync(join(into, '..', 'x'))).toBe(false);
  });

  it('[CLI-11] verify finds nothing in what was brought in, and names what is damaged', async () => {
    const { folder, host, blob } = await exported();
    const into = newFolder();
    expect((await cli(['import', folder], into)).code).toBe(0);
    const well = await cli(['verify', '--json'], into);
    expect([well.code, JSON.parse(well.out)]).toEqual([
      0,
      { sessions: 1, archives: 0, blobs: 3, findings: [] },
    ]);
    writeFileSync(join(into, 'blobs', host.session, hashOf(blob)), 'damaged');
    const damaged = await cli(['verify'], into);
    expect([damaged.code, damaged.out]).toEqual([1, expect.stringContaining(hashOf(blob))]);
  });

  it('[CLI-3] an archived session is exported like any other, and stays archived', async () => {
    const { dataFolder, folder, host } = await exported();
    const relay = await relayOn({ dataFolder });
    const archived = await fetch(`${relay.url}/api/sessions/${host.session}/archive`, {
      method: 'POST',
      headers: { authorization: `Bearer ${host.token}` },
    });
    expect(archived.status).toBe(200);
    await relay.close();
    const again = newFolder();
    expect((await cli(['export', host.session, again], dataFolder)).code).toBe(0);
    for (const file of ['objects.json', 'screenshots/view.png']) {
      expect(readFileSync(join(again, file)).equals(readFileSync(join(folder, file)))).toBe(true);
    }
    const listed = await cli(['sessions', '--json'], dataFolder);
    expect(JSON.parse(listed.out)).toMatchObject([{ id: host.session, state: 'archived' }]);
  });
});
