import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { Sweeper, type Swept } from '../../../relay/lifecycle/index.ts';
import { openLmdb, openStorage } from '../../../relay/storage/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { COLLECTIONS } from '../../../shared/ports.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, put } from '../../support/documents.ts';
import { furnish, HOST, partsOn, storageIn } from '../../support/lifecycle-parts.ts';

const DAY_MS = 24 * 3_600_000;

describe('sessions that nobody else ever joined', () => {
  it('[BUDGET-11] are not those where it cannot be read who joined: such a session stays', async () => {
    const folder = newFolder();
    const [joined, joinedToo] = [newSessionId(), newSessionId()];
    const guest = 'guest-guest-guest-guest';
    const before = await partsOn(await storageIn(folder));
    for (const id of [joined, joinedToo]) {
      await furnish(before, id, []);
      await before.access.members.admit(id, guest as never, 'editor');
    }
    await before.close();
    const raw = await openLmdb(folder);
    if (!raw.ok) throw new Error(raw.error.code);
    await raw.value.put('members', `${joined}/${guest}`, { sealed: 'damaged' });
    // The key of the other's row is another one: what it holds belongs to no such key.
    const row = (await raw.value.get('members', `${joinedToo}/${guest}`)) ?? {};
    await raw.value.write([
      { type: 'put', collection: 'members', key: `${joinedToo}/fuest-guest-guest-guest`, value: row },
      { type: 'remove', collection: 'members', key: `${joinedToo}/${guest}` },
    ]);
    await raw.value.close();
    const unreadable: string[] = [];
    const opened = await openStorage({
      folder,
      masterKey: undefined,
      onUnreadable: ({ message }) => unreadable.push(message),
    });
    if (!opened.ok) throw new Error(opened.error.code);
    const notices: string[] = [];
    const { access, lifecycle, rooms, close } = await partsOn(opened.value, message => notices.push(message));
    const sweeper = new Sweeper({
      lifecycle,
      sessions: access.sessions,
      shares: access.shares,
      rooms,
      everyMs: DAY_MS,
      archiveAfterMs: undefined,
      deleteAfterMs: undefined,
      unshared: { afterMs: 30 * DAY_MS, members: access.members },
      onSwept: swept => expect(swept).toMatchObject({ sessions: 2, unshared: 0, failed: 2 }),
      onNotice: message => void notices.push(message),
    });
    await sweeper.sweep(Date.now() + 31 * DAY_MS);
    await sweeper.close();
    for (const id of [joined, joinedToo]) expect((await access.sessions.live(id)).ok).toBe(true);
    expect(notices).toEqual(Array(2).fill('a session was left out of the sweep'));
    // Nor may a stranger register one of them anew.
    await expect(access.members.mayRegister(joined, 'stranger-stranger-1' as never)).rejects.toThrow(
      'cannot be read',
    );
    await close();
  });

  it('[BUDGET-7] are never said to be deleted while they are let go, and what comes in right after stays', async () => {
    const parts = await partsOn(await storageIn(newFolder()));
    const { access, lifecycle, storage } = parts;
    const id = newSessionId();
    await furnish(parts, id, [editOf(new Y.Doc(), put('o', 1))]);
    const born = { created: new Date().toISOString(), device: undefined };
    let isOver = false;
    const gone = lifecycle.discard(id, Date.now() + DAY_MS).finally(() => {
      isOver = true;
    });
    const heard = new Set<string>();
    // As its maker's device does, which comes back at that very moment.
    for (let isBack = false; !isBack; ) {
      await new Promise(setImmediate);
      const live = await access.sessions.live(id);
      heard.add(live.ok ? 'here' : live.error.code);
      const back = live.ok && !isOver ? undefined : await access.register(id, HOST, born);
      if (back && !back.ok) heard.add(back.error.code);
      isBack = back?.ok === true && back.value.isNew;
    }
    expect((await storage.blobs.put(id, 'again', new Uint8Array(10))).ok).toBe(true);
    expect(await gone).toMatchObject({ ok: true });
    expect([...heard]).toContain('api/unavailable');
    expect([...heard]).not.toContain('api/deleted');
    expect((await storage.blobs.list(id)).map(([name]) => name)).toEqual(['again']);
    await parts.close();
  });

  it('[BUDGET-7] are let go when nobody used them for long, as if they had never been here; their maker brings them back', async () => {
    const parts = await partsOn(await storageIn(newFolder()));
    const { access, lifecycle, rooms, storage } = parts;
    const [alone, putAway, joined, held] = [newSessionId(), newSessionId(), newSessionId(), newSessionId()];
    for (const id of [alone, putAway, joined, held]) {
      await furnish(parts, id, [editOf(new Y.Doc(), doc => void doc.getMap('settings').set('name', 'Hall'))]);
    }
    await lifecycle.archive(putAway);
    await access.members.admit(joined, 'guest-guest-guest-guest' as never, 'editor');
    await rooms.open(held);
    let swept: Swept | undefined;
    const sweeper = new Sweeper({
      lifecycle,
      sessions: access.sessions,
      shares: access.shares,
      rooms,
      everyMs: DAY_MS,
      archiveAfterMs: undefined,
      deleteAfterMs: undefined,
      unshared: { afterMs: 30 * DAY_MS, members: access.members },
      onSwept: done => {
        swept = done;
      },
      onNotice: message => expect(message).toBe(''),
    });
    await sweeper.sweep(Date.now() + 29 * DAY_MS);
    expect(swept?.unshared).toBe(0);
    await sweeper.sweep(Date.now() + 31 * DAY_MS);
    await sweeper.close();
    expect(swept).toMatchObject({ unshared: 2, deleted: 0, failed: 0, strays: 0 });
    for (const id of [joined, held]) expect((await access.sessions.live(id)).ok).toBe(true);
    for (const id of [alone, putAway]) {
      // Unknown, and not deleted: that would tell the maker's device that its copy is of no use any more.
      expect(await access.sessions.live(id)).toMatchObject({ error: { code: 'api/not-found' } });
      for (const collection of COLLECTIONS) {
        const left = (await storage.store.list(collection)).filter(row => JSON.stringify(row).includes(id));
        expect(left, collection).toEqual([]);
      }
      expect(await storage.blobs.list(id)).toEqual([]);
      const back = await access.register(id, HOST, { created: new Date().toISOString(), device: undefined });
      expect(back).toMatchObject({ ok: true, value: { isNew: true } });
      await storage.store.append(
        id,
        editOf(new Y.Doc(), doc => void doc.getMap('settings').set('name', 'Hall')),
      );
      expect((await storage.blobs.put(id, 'shot', new Uint8Array(10))).ok).toBe(true);
    }
    await parts.close();
  });
});
