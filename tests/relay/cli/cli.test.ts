import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newSessionId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { cli, startProgram, useCli } from '../../support/cli.ts';
import { equalDocs } from '../../support/documents.ts';
import { filledFolder, hashOf, PNG } from '../../support/filled-folder.ts';
import { hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { fetchDocument } from '../../support/wire.ts';

const CLI = useCli();

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

describe('commands', { timeout: 120_000 }, () => {
  it('[CLI-1] help, and what is not understood', async () => {
    const all = await startProgram(CLI, ['--help']).ended;
    expect([all.code, all.err]).toEqual([0, '']);
    const names = [...all.out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(match => match[1] as string);
    expect(names).toContain('export');
    await Promise.all(
      names.map(async name => {
        const { code, out, err } = await cli([...name.split(' '), '--help']);
        expect([name, code, err]).toEqual([name, 0, '']);
        expect(out).toContain(`Usage: ai-frame ${name}`);
      }),
    );
    const wrong = [
      [],
      ['no-such'],
      ['keys'],
      ['export', 'one'],
      ['sessions', 'x'],
      ['sessions', '--no-such'],
    ];
    expect((await startProgram(CLI, ['no-such']).ended).code).toBe(2);
    await Promise.all(
      wrong.map(async args => {
        const { code, out, err } = await cli(args, newFolder());
        expect([args, code, out]).toEqual([args, 2, '']);
        expect(err).not.toMatch(/^\s+at /m);
      }),
    );
  });

  it('[CLI-2] a folder that a relay runs on is refused, and none is made by looking', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const host = await hostOf(relay.url);
    const commands = [['sessions'], ['export', host.session, newFolder()], ['keys', 'rotate'], ['verify']];
    for (const args of [['keys', 'rotate'], ['keys', 'rotate', '--master'], ['verify']]) {
      const { code, out, err } = await cli(args, dataFolder);
      expect([args, code, out]).toEqual([args, 1, '']);
      expect(err).toMatch(/^Another relay is using this data folder .*\n$/);
    }
    const none = newFolder();
    for (const args of commands) {
      const { code, err } = await cli(args, none);
      expect([args, code]).toEqual([args, 1]);
      expect(err).toMatch(/^There is no relay’s data in .*\n$/);
    }
    expect(existsSync(none)).toBe(false);
  });

  it('[CLI-3] an export holds all of a session', async () => {
    const { dataFolder, host, editor, blob, doc, ids } = await filledFolder();
    const folder = join(newFolder(), 'out');
    const { code, out, err } = await cli(['export', host.session, folder], dataFolder);
    expect([code, out, err]).toEqual([0, `${folder}\n`, '']);
    expect(readdirSync(folder).sort()).toEqual([
      'blobs',
      'document.bin',
      'metadata.json',
      'objects.json',
      'screenshots',
    ]);
    const exported = new Y.Doc();
    Y.applyUpdate(exported, readFileSync(join(folder, 'document.bin')));
    expect(equalDocs(exported, doc)).toBe(true);
    expect(json(join(folder, 'objects.json')).map(({ id }: { id: string }) => id)).toEqual(ids.sort());
    const sha256 = hashOf(blob);
    expect(json(join(folder, 'metadata.json'))).toMatchObject({
      session_id: host.session,
      host: host.user,
      objects_total: 30,
      blobs: [{ sha256, bytes: blob.length }],
      screenshots: [{ name: 'view', type: 'image/png', thumbnail: 'image/png', by: host.user }],
      members: expect.arrayContaining([expect.objectContaining({ user_id: editor.user, role: 'editor' })]),
    });
    expect(readFileSync(join(folder, 'blobs', sha256)).equals(blob)).toBe(true);
    for (const name of ['view.png', 'view.small.png']) {
      expect(readFileSync(join(folder, 'screenshots', name)).equals(PNG)).toBe(true);
    }
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'document.bin')).mode & 0o077).toBe(0);
    expect(existsSync(`${folder}.part`)).toBe(false);
  });

  it('[CLI-3] nothing is written over, and nothing is left of what is not there', async () => {
    const { dataFolder, host } = await filledFolder();
    const folder = newFolder();
    await mkdir(folder);
    expect((await cli(['export', host.session, folder], dataFolder)).code).toBe(0);
    const again = await cli(['export', host.session, folder], dataFolder);
    expect([again.code, again.out]).toEqual([1, '']);
    expect(again.err).toContain('is not empty');
    for (const id of [newSessionId(), 'x', '../../etc']) {
      const other = newFolder();
      expect((await cli(['export', id, other], dataFolder)).code).toBe(1);
      expect(existsSync(other)).toBe(false);
    }
    const file = newFolder();
    await writeFile(file, '');
    const inFile = await cli(['export', host.session, join(file, 'out')], dataFolder);
    expect([inFile.code, inFile.err.trim().split('\n').length]).toEqual([1, 1]);
  });

  it('[CLI-1] sessions are listed, for people and as JSON', async () => {
    const { dataFolder, host, blob } = await filledFolder();
    const { code, out } = await cli(['sessions', '--json'], dataFolder);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { id: host.session, state: 'active', members: 2, blobs_bytes: blob.length + 2 * PNG.length },
    ]);
    const table = await cli(['sessions'], dataFolder);
    expect(table.out.split('\n')[1]).toContain(host.session);
  });

  it('[CLI-4] a new key signs, and tokens from before count until they end, or no more', async () => {
    const { dataFolder, host } = await filledFolder();
    const read = async (): Promise<number> => {
      const relay = await relayOn({ dataFolder });
      const answer = await fetch(`${relay.url}/api/sessions/${host.session}`, {
        headers: { authorization: `Bearer ${host.token}` },
      });
      await relay.close();
      return answer.status;
    };
    expect((await cli(['keys', 'rotate'], dataFolder)).code).toBe(0);
    expect(await read()).toBe(200);
    expect((await cli(['keys', 'rotate', '--now'], dataFolder)).code).toBe(0);
    expect(await read()).toBe(401);
  });

  it('[CLI-12] the master key is changed where it lies, or goes to a file; nothing else opens the folder', async () => {
    const { dataFolder, host, doc } = await filledFolder();
    const keyFile = join(dataFolder, 'master.key');
    const former = readFileSync(keyFile);
    const inFolder = await cli(['keys', 'rotate', '--master'], dataFolder);
    expect([inFolder.code, inFolder.err]).toEqual([0, '']);
    expect(readFileSync(keyFile).equals(former)).toBe(false);
    expect(statSync(keyFile).mode & 0o077).toBe(0);
    const again = await relayOn({ dataFolder });
    expect(equalDocs(await fetchDocument(again.url, host), doc)).toBe(true);
    expect((await cli(['keys', 'rotate', '--master'], dataFolder)).err).toMatch(/^Another relay is using/);
    await again.close();
    const target = join(dataFolder, '../elsewhere.key');
    const moved = await cli(['keys', 'rotate', '--master', '--to', target], dataFolder);
    expect([moved.code, moved.err]).toEqual([0, expect.stringContaining(target)]);
    expect(existsSync(keyFile)).toBe(false);
    const env = { AI_FRAME_MASTER_KEY_FILE: target };
    const table = await cli(['sessions'], dataFolder, env);
    expect(table.out).toContain(host.session);
    expect((await cli(['sessions'], dataFolder)).err).toMatch(/^The relay’s master key/);
    for (const args of [['--master'], ['--master', '--now'], ['--to', target]]) {
      const refused = await cli(['keys', 'rotate', ...args], dataFolder, env);
      expect([refused.code, refused.out, refused.err.trim().split('\n').length]).toEqual([1, '', 1]);
    }
    const spoilt = join(dataFolder, '../spoilt.key');
    await writeFile(spoilt, 'spoilt');
    const unread = await cli(['keys', 'rotate', '--master', '--to', spoilt], dataFolder, env);
    expect([unread.code, unread.err]).toEqual([1, expect.stringContaining('holds no key')]);
    expect((await cli(['verify'], dataFolder, env)).code).toBe(0);
  });

  it('[CLI-5] serve is the relay', async () => {
    const { dataFolder, host, doc } = await filledFolder();
    const relay = startProgram(CLI, ['serve'], { AI_FRAME_DATA: dataFolder, PORT: '0', HOST: '127.0.0.1' });
    const url = (): string => /ready at (http:\S+)/.exec(relay.out())?.[1] ?? '';
    await until(url, 'the relay to be ready');
    expect(equalDocs(await fetchDocument(url(), host), doc)).toBe(true);
    relay.child.kill('SIGTERM');
    expect((await relay.ended).code).toBe(0);
  });
});
