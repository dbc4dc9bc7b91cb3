import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { openLmdb, openStorage, openStorageToRead } from '../../../relay/storage/index.ts';
import { newSessionId, type SessionId } from '../../../shared/ids.ts';
import { startProgram } from '../../support/cli.ts';
import { damaged } from '../../support/damage.ts';
import { filledFolder } from '../../support/filled-folder.ts';
import { storageIn } from '../../support/lifecycle-parts.ts';
import { useProgram } from '../../support/programs.ts';
import { logged, relayOn } from '../../support/relay.ts';
import { fetchDocument } from '../../support/wire.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-damage-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const whole = join(root, 'whole');
const ids = Array.from({ length: 20 }, newSessionId);
const noise = (length: number, of: number): Uint8Array => new Uint8Array(length).map((_, i) => i * of);

/**
 * A folder with rows of every kind: small and large values, trees of several levels, pages that became free.
 */
beforeAll(async () => {
  const { store } = await storageIn(whole);
  for (const [i, id] of ids.entries()) {
    await store.put('sessions', id, {
      state: 'active',
      accessed: i,
      epoch: 'e',
      created: 'now',
      name: `n${i}`,
    });
    const writes: Promise<unknown>[] = [];
    for (let n = 0; n < 15; n++) {
      writes.push(store.append(id, noise(n === 5 ? 20_000 : 200, i + n)));
      writes.push(store.put('events', `${id}/${String(n).padStart(12, '0')}`, { text: 'x'.repeat(200) }));
    }
    await Promise.all(writes);
    if (i % 3 === 0) await store.compact(id, 10, noise(12_000, i));
    if (i % 5 === 4) await store.erase(id, { state: 'deleted' });
  }
  await store.close();
}, 60_000);

const path = (folder: string): string => join(folder, 'relay.mdb');
function copyWith(name: string, change: (bytes: Buffer) => Buffer | undefined): string {
  const folder = join(root, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(whole, folder, { recursive: true });
  const bytes = readFileSync(path(folder));
  writeFileSync(path(folder), change(bytes) ?? bytes);
  return folder;
}

/** Opens a store with each of some damages and uses it in every way. */
const SPOILER = useProgram('spoiler', {
  folder: import.meta.dirname,
  source: `import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
  import { COLLECTIONS } from '../../../shared/ports.ts';
  import { CorruptData, openStorage } from '../../../relay/storage/index.ts';
  import { damaged } from '../../support/damage.ts';
  const [whole, folder, first, last] = process.argv.slice(2) as [string, string, string, string];
  const bytes = readFileSync(whole + '/relay.mdb');
  const orCorrupt = async (work: () => Promise<unknown>): Promise<any> => {
    try { return await work(); } catch (error) { if (!(error instanceof CorruptData)) throw error; }
  };
  for (let seed = Number(first); seed <= Number(last); seed++) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(whole, folder, { recursive: true });
    const { kind, bytes: spoilt } = damaged(bytes, seed);
    writeFileSync(folder + '/relay.mdb', spoilt);
    process.stdout.write('seed ' + seed + ', ' + kind + ': ');
    const opened = await openStorage({ folder, masterKey: undefined, onUnreadable: () => undefined });
    if (!opened.ok) { process.stdout.write(opened.error.code + '\\n'); continue; }
    const { store } = opened.value;
    for (const id of await store.documents()) await orCorrupt(() => store.load(id));
    for (const collection of COLLECTIONS) await store.list(collection);
    const ids = (await store.list('sessions')).map(([id]) => id as never);
    for (const [i, id] of ids.entries()) {
      for (let n = 0; n < 4; n++) await orCorrupt(() => store.append(id, new Uint8Array(300)));
      const through = (await orCorrupt(() => store.load(id)))?.through;
      if (through) await orCorrupt(() => store.compact(id, through, new Uint8Array(9000)));
      if (i % 2) await orCorrupt(() => store.erase(id, { state: 'deleted' }));
    }
    for (let n = 0; n < 40; n++) await orCorrupt(() => store.put('codes', 'c' + n, { x: 'y'.repeat(n * 60) }));
    await store.close();
    process.stdout.write('opened\\n');
  }
  process.stdout.write('done');`,
});

describe('a damaged store', { timeout: 300_000 }, () => {
  it('[STORE-20] a file that is cut short or whose meta pages are damaged is refused in words, and stays as it is', async () => {
    const damages: Record<string, (bytes: Buffer) => Buffer | undefined> = {
      'its half': bytes => bytes.subarray(0, Math.floor(bytes.length / 8192) * 4096),
      'three pages': bytes => bytes.subarray(0, 3 * 4096),
      'the mark of the first meta page': bytes => void bytes.writeUInt32LE(0, 24),
      'the mark of the second': bytes => void bytes.writeUInt32LE(0, 4096 + 24),
      'the version': bytes => void bytes.writeUInt32LE(3, 28),
      'the page size': bytes => void bytes.writeUInt32LE(8192, 48),
      'the second meta page': bytes => void bytes.fill(0, 4096, 8192),
      'the number of the first': bytes => void bytes.writeUInt32LE(0xffff, 152),
      'the last page': bytes => {
        for (const at of [144, 4096 + 144]) bytes.writeUInt32LE(7, at);
        return undefined;
      },
      'a page in the middle': bytes => void bytes.fill(0, 8192, Math.floor(bytes.length / 8192) * 4096),
    };
    for (const [what, damage] of Object.entries(damages)) {
      const folder = copyWith('meta', damage);
      const before = readFileSync(path(folder));
      const opened = await openStorage({ folder, masterKey: undefined, onUnreadable: () => undefined });
      expect([what, opened.ok ? undefined : opened.error.code]).toEqual([what, 'store/damaged']);
      expect(opened.ok ? '' : opened.error.detail).toMatch(/page|transaction/);
      expect(readFileSync(path(folder)).equals(before)).toBe(true);
      const verified = await verifyFolder({ folder, masterKey: undefined });
      const places = verified.ok ? verified.value.findings.map(({ place }) => place) : [];
      expect([what, new Set(places)]).toEqual([what, new Set(['relay.mdb'])]);
    }
  });

  it('[STORE-20] what is opened holds everything, also where the file is longer, or shorter by free pages only', async () => {
    for (let pages = 3; pages >= -12; pages--) {
      const folder = copyWith('longer', bytes =>
        pages < 0 ? bytes.subarray(0, pages * 4096) : Buffer.concat([bytes, Buffer.alloc(pages * 4096, 7)]),
      );
      const opened = await openStorage({ folder, masterKey: undefined, onUnreadable: () => undefined });
      expect([pages, opened.ok || pages < 0]).toEqual([pages, true]);
      if (!opened.ok) break;
      const { store } = opened.value;
      expect((await store.list('sessions')).length).toBe(ids.length);
      for (const [i, id] of ids.entries())
        expect((await store.load(id))?.through).toBe(i % 5 === 4 ? undefined : 15);
      await store.close();
      const checked = await openStorageToRead(
        { folder, masterKey: undefined, onUnreadable: () => undefined },
        true,
      );
      expect(checked).toMatchObject({ ok: true, value: { doubts: [] } });
      if (checked.ok) await checked.value.storage.store.close();
    }
  });

  it('[STORE-21] no damage anywhere ends a process with a signal (seeds 1 to 60)', async () => {
    const child = await startProgram(SPOILER, [whole, join(root, 'spoilt'), '1', '60']).ended;
    const lines = child.out.trim().split('\n');
    expect([child.signal, child.code, lines.at(-1), child.err]).toEqual([null, 0, 'done', child.err]);
    const outcomes = lines.map(line => line.split(': ')[1]);
    // It is a test of both only where both come about.
    expect(outcomes.filter(each => each === 'store/damaged').length).toBeGreaterThan(10);
    expect(outcomes.filter(each => each === 'opened').length).toBeGreaterThan(10);
  });

  it('[STORE-22] a damaged value or key costs its own session, and all others are read and written', async () => {
    const id = ids[1] as SessionId;
    const key = Buffer.concat([Buffer.from(id), Buffer.alloc(1)]);
    const spoilt: Record<string, (folder: string) => Promise<void> | void> = {
      // Below the seal: one bit of what the disk holds of the document.
      'a value of its document': async folder => {
        const opened = await openLmdb(folder);
        if (!opened.ok) throw new Error(opened.error.code);
        const { updates, through = 0 } = (await opened.value.load(id)) ?? { updates: [] };
        const row = Buffer.from(updates[0] ?? []);
        flipAt(row, 40);
        await opened.value.compact(id, through, row);
        await opened.value.close();
      },
      'its keys': folder => {
        const bytes = readFileSync(path(folder));
        for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) bytes[at + 30] = 1;
        writeFileSync(path(folder), bytes);
      },
    };
    for (const [what, spoil] of Object.entries(spoilt)) {
      const folder = copyWith('row', () => undefined);
      await spoil(folder);
      const { store } = await storageWithDamage(folder);
      const answer = await store.load(id).catch((error: Error) => error.name);
      expect([what, answer]).toEqual([what, 'CorruptData']);
      for (const other of ids.filter((_, i) => i !== 1 && i % 5 !== 4)) {
        const before = await store.load(other);
        expect([what, before?.through]).toEqual([what, 15]);
        expect(await store.append(other, noise(300, 3))).toBe(16);
      }
      expect((await store.documents()).length).toBeGreaterThanOrEqual(15);
      await store.close();
    }
  });

  it('[STORE-23] a damaged record of the master key does not make the folder look unsealed, nor the key wrong', async () => {
    const name = Buffer.from('keys\0master');
    const all = (bytes: Buffer, change: (at: number) => void): void => {
      for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) change(at);
    };
    const damages = {
      'its key': (bytes: Buffer) => all(bytes, at => bytes.write('mastes', at + 5)),
      'its value': (bytes: Buffer) => all(bytes, at => flipAt(bytes, at + name.length + 30)),
    };
    for (const [what, damage] of Object.entries(damages)) {
      const folder = copyWith('check', bytes => void damage(bytes));
      const { store } = await storageWithDamage(folder);
      expect([what, (await store.load(ids[0] as SessionId))?.through]).toEqual([what, 15]);
      expect((await store.list('sessions')).length).toBe(ids.length);
      await store.close();
      const wrong = await openStorage({
        folder,
        masterKey: new Uint8Array(32),
        onUnreadable: () => undefined,
      });
      expect(wrong).toMatchObject({ ok: false, error: { code: 'store/key' } });
    }
  });

  it('[STORE-27] read without writing, while another process goes on writing; writing to it rejects', async () => {
    const folder = copyWith('read', () => undefined);
    const writing = await storageIn(folder);
    const first = ids[0] as SessionId;
    const options = { folder, masterKey: undefined, onUnreadable: (error: Error) => Promise.reject(error) };
    for (let round = 0; round < 5; round++) {
      const writes = Array.from({ length: 40 }, (_, n) => writing.store.append(first, noise(3_000, n)));
      const acknowledged = await writes[0];
      const opened = await openStorageToRead(options, false);
      if (!opened.ok) throw new Error(opened.error.detail);
      const { store } = opened.value.storage;
      await Promise.all(writes);
      expect((await store.load(first))?.through).toBeGreaterThanOrEqual(acknowledged as number);
      await expect(store.put('codes', 'a', {})).rejects.toThrow('to be read');
      await expect(store.append(first, noise(1, 1))).rejects.toThrow('to be read');
      await store.close();
    }
    expect(await openStorageToRead(options, true)).toMatchObject({ error: { code: 'store/locked' } });
    await writing.store.close();
    expect(await verifyFolder({ folder, masterKey: undefined })).toMatchObject({ ok: true });
  });
});

function flipAt(bytes: Buffer, at: number): void {
  bytes[at] = (bytes[at] as number) ^ 1;
}

async function storageWithDamage(folder: string) {
  const opened = await openStorage({ folder, masterKey: undefined, onUnreadable: () => undefined });
  if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.detail}`);
  return opened.value;
}

it('[STORE-21] the damages are damages', () => {
  const bytes = readFileSync(path(whole));
  for (let seed = 1; seed <= 20; seed++) expect(damaged(bytes, seed).bytes.equals(bytes)).toBe(false);
});

it('[STORE-28] what is doubtful about the file, and does not keep the relay from running, is in its log', async () => {
  const { dataFolder, host, ids: placed } = await filledFolder();
  const path = join(dataFolder, 'relay.mdb');
  const bytes = readFileSync(path);
  // How many tables there are, in both meta pages.
  for (const page of [0, 1]) bytes[page * 4096 + 128] = (bytes[page * 4096 + 128] as number) ^ 1;
  writeFileSync(path, bytes);
  const log = logged();
  const { url } = await relayOn({ dataFolder, logLevel: 'error' });
  expect([...(await fetchDocument(url, host)).getMap('objects').keys()].sort()).toEqual([...placed].sort());
  const doubts = log().match(/doubtful in relay\.mdb: the list of tables holds another number of things/g);
  expect(doubts).toHaveLength(1);
});
