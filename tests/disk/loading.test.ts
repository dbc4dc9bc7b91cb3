import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { attachDocument } from '../../client/disk/document/document-disk.ts';
import { documentName } from '../../client/disk/document/documents.ts';
import { memoryDisk, openDisk } from '../../client/disk/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { type Fault, failOpening } from '../support/disk-faults.ts';
import {
  diskState,
  InProcessLocks,
  names,
  openTab,
  place,
  reload,
  rename,
  rowsOf,
  tab,
  withDatabase,
} from '../support/tabs.ts';
import { until } from '../support/until.ts';

let fault: Fault | undefined;
afterEach(() => {
  fault?.mend();
  fault = undefined;
  vi.useRealTimers();
});

/** A session with one row for each name. */
async function sessionOf(...all: string[]): Promise<SessionId> {
  const id = newSessionId();
  const one = await openTab(id, undefined);
  for (const name of all) {
    place(one.document, name);
    await one.disk.flush();
  }
  await one.disk.close();
  return id;
}

const putRow = (id: SessionId, key: number, row: unknown): Promise<unknown> =>
  withDatabase(id, ({ updates }) => updates.put(row, key));
const dropRow = (id: SessionId, key: number): Promise<unknown> =>
  withDatabase(id, ({ updates }) => updates.delete(key));

describe('loading', () => {
  it('[DISK-7] opening and closing a session leaves its rows as they were', async () => {
    const id = await sessionOf('one', 'two');
    const before = await rowsOf(id);
    for (let i = 0; i < 5; i++) await reload(id, tab(undefined));
    expect(await rowsOf(id)).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it.each([
    ['random bytes', Uint8Array.of(9, 9, 9, 9)],
    ['an empty row', new Uint8Array()],
    ['half an update', 'half'],
    ['a number', 7],
    ['nothing', null],
    ['an object', { update: 'none' }],
  ])('[DISK-5] %s where a row was is set aside, and the rest loads', async (_, damage) => {
    const id = await sessionOf('one', 'two');
    const other = new SessionDocument();
    place(other, 'from another device');
    const whole = Y.encodeStateAsUpdate(other.doc);
    const bad = damage === 'half' ? whole.slice(0, whole.length / 2) : damage;
    await putRow(id, 99, bad);
    await putRow(id, 100, whole);

    const document = new SessionDocument();
    const disk = attachDocument(id, document, tab(undefined));
    expect(await disk.settled).toMatchObject({ ok: true, value: { corrupt: 1, gap: false } });
    expect(names(document)).toEqual(['from another device', 'one', 'two']);
    expect(disk.state.value).toEqual({ state: 'saved' });
    const aside = await withDatabase(id, ({ custom }) => custom.getAll());
    expect(aside).toEqual([bad]);
    place(document, 'after');
    await disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['after', 'from another device', 'one', 'two']);
  });

  it('[DISK-5] what could be read of a broken row stays, also on the disk', async () => {
    const id = await sessionOf('one');
    const other = new SessionDocument();
    place(other, 'half read');
    // The edits are whole; the list of deletions behind them is cut off.
    await putRow(id, 99, Y.encodeStateAsUpdate(other.doc).slice(0, -1));
    const shown = names(await reload(id, tab(undefined)));
    expect(shown).toEqual(['half read', 'one']);
    const again = await openTab(id, undefined);
    expect(await again.disk.settled).toMatchObject({ value: { corrupt: 0, gap: false } });
    expect(names(again.document)).toEqual(shown);
    await again.disk.close();
  });

  it('[DISK-5] a row that another program breaks later does not stop the session from being folded', async () => {
    const id = await sessionOf('one');
    const one = await openTab(id, undefined);
    await putRow(id, 50, Uint8Array.of(1, 2, 3));
    one.page.say('hidden');
    const other = await openTab(id, undefined);
    expect(names(other.document)).toEqual(['one']);
    await other.disk.close();
    await one.disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['one']);
  });

  it('[DISK-6] a missing row is reported, and what hangs on it comes back with it', async () => {
    const id = newSessionId();
    const author = await openTab(id, undefined);
    const box = place(author.document, 'first');
    await author.disk.flush();
    rename(author.document, box, 'second');
    await author.disk.flush();
    rename(author.document, box, 'third');
    await author.disk.close();
    const rows = (await rowsOf(id)) as Uint8Array[];
    await dropRow(id, 2);

    const document = new SessionDocument();
    const disk = attachDocument(id, document, tab(undefined));
    expect(await disk.settled).toMatchObject({ ok: true, value: { corrupt: 0, gap: true } });
    // Many edits later the rows are folded, and the stranded edit is still among them.
    place(document, 'other');
    for (let i = 0; i < LIMITS.diskCompactRowsCount; i++) place(document, 'x');
    await disk.flush();
    await until(async () => (await rowsOf(id)).length < 5, 'the fold');
    await disk.close();

    const later = await openTab(id, undefined);
    expect(await later.disk.settled).toMatchObject({ value: { gap: true } });
    Y.applyUpdate(later.document.doc, rows[1] as Uint8Array, 'the relay');
    expect(later.document.objects.get(box)?.name).toBe('third');
    await later.disk.close();
    const healed = await openTab(id, undefined);
    expect(await healed.disk.settled).toMatchObject({ value: { gap: false } });
    await healed.disk.close();
  });

  it('[DISK-8] many rows become one in a quiet moment', async () => {
    const id = newSessionId();
    const one = await openTab(id, undefined);
    const box = place(one.document, 'start');
    for (let i = 0; i <= LIMITS.diskCompactRowsCount; i++) rename(one.document, box, `${i}`);
    await one.disk.flush();
    expect((await rowsOf(id)).length).toBeGreaterThan(LIMITS.diskCompactRowsCount);
    await until(async () => (await rowsOf(id)).length === 1, 'the fold');
    rename(one.document, box, 'after');
    await one.disk.flush();
    expect(names(await reload(id, tab(undefined)))).toEqual(['after']);
    await one.disk.close();
  });

  it('[DISK-8] edits without a pause do not put it off for ever', async () => {
    const id = newSessionId();
    const one = await openTab(id, undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const box = place(one.document, 'start');
    for (let i = 0; i <= LIMITS.diskCompactRowsCount; i++) rename(one.document, box, `${i}`);
    const pauses = Math.ceil(LIMITS.diskCompactMaxWaitMs / (LIMITS.diskCompactQuietMs / 2)) + 2;
    let rows = 0;
    for (let i = 0; i < pauses && rows !== 1; i++) {
      await one.disk.flush();
      rows = (await rowsOf(id)).length;
      rename(one.document, box, `busy ${i}`);
      await vi.advanceTimersByTimeAsync(LIMITS.diskCompactQuietMs / 2);
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve));
      if (i < 20) expect(rows).toBeGreaterThan(LIMITS.diskCompactRowsCount);
    }
    vi.useRealTimers();
    expect((await rowsOf(id)).length).toBeLessThan(20);
    await one.disk.close();
  });

  it('[DISK-8] a row that another tab wrote unheard survives the fold', async () => {
    const id = await sessionOf('one');
    const one = await openTab(id, undefined);
    const stranger = new SessionDocument();
    place(stranger, 'unheard');
    await putRow(id, 700, Y.encodeStateAsUpdate(stranger.doc));
    const box = place(one.document, 'start');
    for (let i = 0; i <= LIMITS.diskCompactRowsCount; i++) rename(one.document, box, `${i}`);
    await one.disk.flush();
    await until(async () => (await rowsOf(id)).length < 5, 'the fold');
    await one.disk.close();
    expect(names(await reload(id, tab(undefined)))).toContain('unheard');
  });
});

describe('the format', () => {
  it('[DISK-9] y-indexeddb reads what we write', async () => {
    const id = await sessionOf('one', 'two');
    const plain = new SessionDocument();
    const persistence = new IndexeddbPersistence(documentName(id), plain.doc);
    await persistence.whenSynced;
    expect(names(plain)).toEqual(['one', 'two']);
    await persistence.destroy();
  });

  it('[DISK-9] we read what y-indexeddb writes', async () => {
    const id = newSessionId();
    const plain = new SessionDocument();
    const persistence = new IndexeddbPersistence(documentName(id), plain.doc);
    await persistence.whenSynced;
    place(plain, 'plain');
    await until(async () => (await rowsOf(id)).length >= 2, 'its row');
    await persistence.destroy();
    expect(names(await reload(id, tab(undefined)))).toEqual(['plain']);
  });
});

describe('where nothing can be stored', () => {
  it('[DISK-10] the answer comes, the app works in memory, and a retry works once storage does', async () => {
    fault = failOpening('SecurityError');
    expect(await openDisk(tab(undefined))).toMatchObject({ ok: false, error: { code: 'disk/unavailable' } });
    const disk = memoryDisk(tab(undefined));
    const id = newSessionId();
    const document = new SessionDocument();
    const store = disk.attachDocument(id, document);
    expect(await store.settled).toMatchObject({ ok: false, error: { code: 'disk/unavailable' } });
    place(document, 'in memory');
    expect(store.state.value).toMatchObject({
      state: 'failed',
      changes: 1,
      error: { code: 'disk/unavailable' },
    });
    expect(await disk.identity()).toMatchObject({ ok: true });
    await disk.library.put({
      id,
      name: 'n',
      created: deviceTime(1),
      opened: deviceTime(2),
      objects: 0,
      role: 'host',
      waiting: 0,
    });
    expect(await disk.library.list()).toMatchObject({ value: { entries: [{ id }] } });
    expect(disk.keeps).toBe('memory');
    fault.mend();
    expect(await store.retry()).toMatchObject({ ok: true });
    await store.close();
    disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['in memory']);
  });

  it('[DISK-10] a database that nobody lets go of is reported as blocked, and opened when it is free', async () => {
    const id = await sessionOf('one');
    // A connection that ignores the wish to delete blocks the deletion, and that blocks whoever opens next.
    const stubborn = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open(documentName(id));
      request.onsuccess = () => resolve(request.result);
    });
    indexedDB.deleteDatabase(documentName(id));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const document = new SessionDocument();
    const disk = attachDocument(id, document, tab(undefined));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await disk.settled).toMatchObject({ ok: false, error: { code: 'disk/blocked' } });
    place(document, 'meanwhile');
    expect(diskState({ disk } as never)).toBe('failed');
    vi.useRealTimers();
    stubborn.close();
    expect(await disk.retry()).toMatchObject({ ok: true });
    await disk.close();
    expect(names(await reload(id, tab(new InProcessLocks())))).toEqual(['meanwhile']);
  });
});
