import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openLmdb } from '../../../relay/storage/index.ts';
import { newFolder, onCleanup } from '../../support/cleanup.ts';
import { cli, type Ended, startProgram, useCli } from '../../support/cli.ts';
import { editOf, equalDocs, put } from '../../support/documents.ts';
import { filledFolder } from '../../support/filled-folder.ts';
import { hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { fetchDocument, RawClient, update } from '../../support/wire.ts';

const CLI = useCli();

const serve = (dataFolder: string, env: Record<string, string> = {}) =>
  startProgram(CLI, ['serve'], {
    AI_FRAME_DATA: dataFolder,
    PORT: '0',
    HOST: '127.0.0.1',
    AI_FRAME_LOCK_WAIT_SECONDS: '0',
    ...env,
  });

const lines = ({ err }: Ended): number => err.trim().split('\n').length;

/** Everything below a folder that is a file, with its bytes. */
const contentOf = (folder: string): Map<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(path => [path, readFileSync(path).toString('base64')]),
  );

describe('commands on damage', { timeout: 300_000 }, () => {
  it('[CLI-20][PROC-21] on a damaged store relay and commands end with a sentence, never with a signal', async () => {
    const { dataFolder, host } = await filledFolder();
    const whole = readFileSync(join(dataFolder, 'relay.mdb'));
    const random = (bytes: Buffer, from: number, length: number): Buffer => {
      for (let i = 0; i < length; i++) bytes[from + i] = (i * 167 + 13) % 256;
      return bytes;
    };
    const damages = [
      whole.subarray(0, 5 * 4096),
      random(Buffer.from(whole), 0, 64),
      random(Buffer.from(whole), 4096, 64),
      Buffer.from(whole).fill(0, 3 * 4096, whole.length - 4096),
    ];
    for (const [i, bytes] of damages.entries()) {
      const folder = newFolder();
      cpSync(dataFolder, folder, { recursive: true });
      writeFileSync(join(folder, 'relay.mdb'), bytes);
      const started = await serve(folder).ended;
      expect([i, started.code, started.out]).toEqual([i, 1, '']);
      expect(started.err).toMatch(/^The relay’s data is damaged .*\n$/);
      const commands = [
        ['sessions'],
        ['export', host.session, newFolder()],
        ['keys', 'rotate'],
        ['backup', newFolder()],
      ];
      const answers = await Promise.all(commands.map(args => cli(args, folder)));
      for (const { code, err } of answers) {
        expect([i, code]).toEqual([i, 1]);
        expect(err).toMatch(
          /^The relay’s data is damaged \(.*: .*\)\. Nothing was changed.*backup.*verify.*\n$/,
        );
      }
      const verified = await cli(['verify'], folder);
      expect([i, verified.code, verified.out]).toEqual([i, 1, expect.stringMatching(/^relay\.mdb: .*page/)]);
      expect(verified.err).toContain('Restore the newest backup');
      expect(readFileSync(join(folder, 'relay.mdb')).equals(bytes)).toBe(true);
    }
    expect((await cli(['verify'], dataFolder)).code).toBe(0);
  });

  it.runIf(existsSync('/proc/self/task'))(
    '[CLI-20] where the system ends what verify reads in, verify says so',
    async () => {
      const { dataFolder } = await filledFolder();
      // A key that does not come: the reading process waits for it.
      const pipe = newFolder();
      execFileSync('mkfifo', [pipe]);
      const running = startProgram(CLI, ['verify', '--json'], {
        AI_FRAME_DATA: dataFolder,
        AI_FRAME_MASTER_KEY_FILE: pipe,
      });
      const { pid } = running.child;
      const childOf = (): number =>
        Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
      await until(() => childOf() > 0, 'the reading process');
      process.kill(childOf(), 'SIGBUS');
      const { code, out, err } = await running.ended;
      expect([code, lines({ code, out, err })]).toEqual([1, 1]);
      expect(JSON.parse(out).findings).toEqual([
        { place: 'relay.mdb', problem: expect.stringMatching(/ended by the system \(SIGBUS\)/) },
      ]);
    },
  );

  it('[CLI-22] a killed restore leaves nothing that a relay starts from, and begins again from the beginning', async () => {
    const { dataFolder, host, doc } = await filledFolder();
    const file = newFolder();
    expect((await cli(['backup', file], dataFolder)).code).toBe(0);
    const key = readFileSync(join(dataFolder, 'master.key'));
    // As a kill leaves it: with nothing, with a part, and with a store that an earlier relay made beside it.
    const left: Record<string, (folder: string) => void> = {
      nothing: () => undefined,
      'a part of the store': folder => writeFileSync(join(folder, 'restoring/relay.mdb'), 'a part'),
      'folders in their place': folder => mkdirSync(join(folder, 'blobs/x'), { recursive: true }),
      'a store of no bytes': folder => writeFileSync(join(folder, 'relay.mdb'), ''),
    };
    for (const [what, leave] of Object.entries(left)) {
      const folder = newFolder();
      mkdirSync(join(folder, 'restoring'), { recursive: true });
      writeFileSync(join(folder, 'master.key'), key);
      leave(folder);
      const before = contentOf(folder);
      const refused = await serve(folder).ended;
      expect([what, refused.code, refused.out]).toEqual([what, 1, '']);
      expect(refused.err).toMatch(/^A restore into this data folder was not finished .*restore.*\n$/);
      expect(contentOf(folder)).toEqual(before);
      if (what === 'a store of no bytes') continue;
      const again = await cli(['restore', file], folder);
      expect([what, again.code, again.err]).toEqual([what, 0, '']);
      expect(readdirSync(folder).filter(name => name.startsWith('restor'))).toEqual([]);
      expect((await cli(['verify'], folder)).code).toBe(0);
      const relay = await relayOn({ dataFolder: folder });
      expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
      await relay.close();
    }
  });

  it('[CLI-22] killed at any moment, a restore is done or not: no relay starts on a part of it', async () => {
    const { dataFolder, host, doc } = await filledFolder();
    const file = newFolder();
    expect((await cli(['backup', file], dataFolder)).code).toBe(0);
    for (const afterMs of [0, 20, 60]) {
      const folder = newFolder();
      mkdirSync(folder);
      cpSync(join(dataFolder, 'master.key'), join(folder, 'master.key'));
      const running = startProgram(CLI, ['restore', file], { AI_FRAME_DATA: folder });
      await until(
        () => existsSync(join(folder, 'restoring')) || running.child.exitCode !== null,
        'it to begin',
      );
      await new Promise(resolve => setTimeout(resolve, afterMs));
      running.child.kill('SIGKILL');
      await running.ended;
      if (!existsSync(join(folder, 'relay.mdb'))) {
        expect((await serve(folder).ended).err).toMatch(/^A restore into this data folder was not finished/);
        expect((await cli(['restore', file], folder)).code).toBe(0);
      }
      const relay = await relayOn({ dataFolder: folder });
      expect(equalDocs(await fetchDocument(relay.url, host), doc)).toBe(true);
      await relay.close();
      expect((await cli(['verify'], folder)).code).toBe(0);
    }
  });

  it('[STORE-22] a relay whose file has damaged values sends that session away with 4422, and serves the others', async () => {
    const { dataFolder, host } = await filledFolder();
    const before = await relayOn({ dataFolder });
    const fine = await hostOf(before.url);
    const doc = new Y.Doc();
    const writer = await RawClient.join(before.url, fine);
    writer.send(update(editOf(doc, put('a', 1))));
    await writer.barrier(1);
    await before.close();
    // Below the seal: one bit of what the disk holds of the document.
    const opened = await openLmdb(dataFolder);
    if (!opened.ok) throw new Error(opened.error.code);
    const stored = await opened.value.load(host.session);
    const row = Buffer.from(stored?.snapshot ?? stored?.updates[0] ?? []);
    row[40] = (row[40] as number) ^ 1;
    await opened.value.compact(host.session, stored?.through ?? 0, row);
    await opened.value.close();
    const relay = await relayOn({ dataFolder });
    const client = new RawClient(relay.url, `/ws/sessions/${host.session}`, [
      'aiframe.v1',
      `token.${host.token}`,
    ]);
    expect((await client.closes()).code).toBe(4422);
    expect(equalDocs(await fetchDocument(relay.url, fine), doc)).toBe(true);
    await relay.close();
    const verified = await cli(['verify'], dataFolder);
    expect([verified.code, verified.out]).toEqual([1, expect.stringContaining(`document ${host.session}: `)]);
  });

  it('[CLI-22] a refused restore leaves nothing in the folder', async () => {
    const folder = newFolder();
    const spoilt = newFolder();
    writeFileSync(spoilt, 'no backup');
    for (const file of [spoilt, '/no/such/backup']) {
      const { code, err } = await cli(['restore', file], folder);
      expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
      expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    }
  });

  it('[CLI-23] sessions and export work while the relay runs, and hold what it acknowledged', async () => {
    const { dataFolder, host, doc } = await filledFolder();
    const relay = await relayOn({ dataFolder });
    const client = await RawClient.join(relay.url, host);
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n++) {
        client.send(update(editOf(doc, put(`late${n}`, n))));
        await client.barrier(n % 200);
        // As a person moves things: what writes without a rest never ends where the rest of the test is slow.
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    })();
    onCleanup(() => {
      isOver = true;
    });
    const onFolder = { AI_FRAME_DATA: dataFolder };
    const listed = await startProgram(CLI, ['sessions', '--json'], onFolder).ended;
    expect([listed.code, JSON.parse(listed.out)[0].id]).toEqual([0, host.session]);
    const before = [...doc.getMap('objects').keys()].length - 1;
    const folder = newFolder();
    const exported = await startProgram(CLI, ['export', host.session, folder], onFolder).ended;
    expect([exported.code, exported.err]).toEqual([0, '']);
    isOver = true;
    await writing;
    const copy = new Y.Doc();
    Y.applyUpdate(copy, readFileSync(join(folder, 'document.bin')));
    expect(copy.getMap('objects').size).toBeGreaterThanOrEqual(before);
    await relay.close();
    expect((await cli(['verify'], dataFolder)).code).toBe(0);
  });
});
