import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newFolder } from '../../support/cleanup.ts';
import { cli, type Ended, start, useCli } from '../../support/cli.ts';
import { equalDocs } from '../../support/documents.ts';
import { filledFolder } from '../../support/filled-folder.ts';

/**
 * Folders that cannot be written to, in the two ways there are: by permission, which binds everybody but root
 * (so as root this runs as nobody), and on a file system that is mounted for reading only, where a user may
 * make one for a process of their own.
 */

const CLI = useCli();

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

interface Way {
  /** Makes the folder one that cannot be written to, for who runs the commands. */
  readonly close: (folder: string) => void;
  readonly run: (folder: string, args: readonly string[], env: Record<string, string>) => Promise<Ended>;
  readonly words: RegExp;
}

function walk(folder: string, visit: (path: string, isFolder: boolean) => void): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    visit(join(entry.parentPath, entry.name), entry.isDirectory());
  }
  visit(folder, true);
}

const MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
const unshared = (folder: string, ...command: string[]): string[] => [
  '-rm',
  'sh',
  '-c',
  MOUNT,
  folder,
  ...command,
];

const ways: Record<string, Way> = {
  'by permission': {
    close: folder => {
      chmodSync(dirname(folder), 0o755);
      walk(folder, (path, isFolder) => {
        if (isRoot) chownSync(path, NOBODY, NOBODY);
        chmodSync(path, isFolder ? 0o500 : 0o400);
      });
    },
    run: (_folder, args, env) =>
      start(process.execPath, [CLI, ...args], env, isRoot ? { uid: NOBODY, gid: NOBODY } : {}).ended,
    words: /this user may not read and write there/,
  },
  'on a file system for reading only': {
    close: () => undefined,
    run: (folder, args, env) => start('unshare', unshared(folder, process.execPath, CLI, ...args), env).ended,
    words: /mounted for reading only/,
  },
};

/** Not everywhere may a user mount something for themselves. */
const mayMount = spawnSync('unshare', unshared(import.meta.dirname, 'true')).status === 0;

describe.each(Object.entries(ways))('a data folder closed %s', { timeout: 120_000 }, (name, way) => {
  it.runIf(name === 'by permission' || mayMount)(
    '[CLI-21][PROC-21] is read, backed up and verified; a relay says in words that it cannot run there',
    async () => {
      const { dataFolder, host, doc } = await filledFolder();
      const folder = newFolder();
      cpSync(dataFolder, folder, { recursive: true });
      const outside = newFolder();
      mkdirSync(outside);
      chmodSync(outside, 0o777);
      way.close(folder);
      const before = statSync(join(folder, 'relay.mdb')).mtimeMs;
      const on = (...args: string[]): Promise<Ended> => way.run(folder, args, { AI_FRAME_DATA: folder });

      const verified = await on('verify');
      expect([verified.code, verified.err]).toEqual([0, '']);
      const listed = await on('sessions');
      expect([listed.code, listed.out.includes(host.session)]).toEqual([0, true]);
      const exported = await on('export', host.session, join(outside, 'export'));
      expect([exported.code, exported.err]).toEqual([0, '']);
      const copy = new Y.Doc();
      Y.applyUpdate(copy, readFileSync(join(outside, 'export/document.bin')));
      expect(equalDocs(copy, doc)).toBe(true);
      const backup = join(outside, 'backup');
      expect((await on('backup', backup)).code).toBe(0);
      expect(readdirSync(outside).sort()).toEqual(['backup', 'export']);
      const restored = newFolder();
      mkdirSync(restored);
      cpSync(join(dataFolder, 'master.key'), join(restored, 'master.key'));
      expect((await cli(['restore', backup], restored)).code).toBe(0);
      expect((await cli(['verify'], restored)).code).toBe(0);

      const relay = await way.run(folder, ['serve'], { AI_FRAME_DATA: folder, PORT: '0', HOST: '127.0.0.1' });
      expect([relay.code, relay.out]).toEqual([1, '']);
      expect(relay.err).toMatch(way.words);
      expect(relay.err.trim().split('\n')).toHaveLength(1);
      expect(statSync(join(folder, 'relay.mdb')).mtimeMs).toBe(before);
    },
  );
});

it('[CLI-21] where the lock cannot be written, the lock of a relay that can is respected', {
  timeout: 60_000,
}, async () => {
  const { dataFolder } = await filledFolder();
  // Nobody may look at root's processes in every way, and sees all the same that one is there.
  writeFileSync(join(dataFolder, 'relay.lock'), JSON.stringify({ pid: process.pid }));
  const way = ways['by permission'] as Way;
  way.close(dataFolder);
  const { code, err } = await way.run(dataFolder, ['verify'], { AI_FRAME_DATA: dataFolder });
  expect([code, err]).toEqual([1, expect.stringMatching(/^Another relay is using this data folder/)]);
  walk(dataFolder, path => chmodSync(path, 0o700));
});
