import { afterEach, describe, expect, it } from 'vitest';
import { newSessionId } from '../../shared/ids.ts';
import { type RelayStore, SESSION_COLLECTIONS } from '../../shared/ports.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/**
 * Everything that `RelayStore` promises. `open` is called again with the same name to come back after a
 * close.
 */
export function relayStoreContract(name: string, open: (name: string) => Promise<RelayStore>): void {
  describe(`relay store: ${name}`, () => {
    const stores: RelayStore[] = [];
    let count = 0;
    const freshName = (): string => `store-${++count}`;
    const opened = async (at: string): Promise<RelayStore> => {
      const store = await open(at);
      stores.push(store);
      return store;
    };
    const reopen = async (store: RelayStore, at: string): Promise<RelayStore> => {
      stores.splice(stores.indexOf(store), 1);
      await store.close();
      return opened(at);
    };
    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
    });

    it('[STORE-1] knows nothing of a session that nothing was appended to', async () => {
      const store = await opened(freshName());
      expect(await store.load(newSessionId())).toBeUndefined();
    });

    it('[STORE-2] numbers updates from 1 and gives them back in the order of appending, also after reopening', async () => {
      const at = freshName();
      const id = newSessionId();
      let store = await opened(at);
      const numbers = await Promise.all([1, 2, 3].map(n => store.append(id, bytes(n, n))));
      expect(numbers).toEqual([1, 2, 3]);
      const expected = { snapshot: undefined, updates: [bytes(1, 1), bytes(2, 2), bytes(3, 3)], through: 3 };
      expect(await store.load(id)).toEqual(expected);
      store = await reopen(store, at);
      expect(await store.load(id)).toEqual(expected);
      expect(await store.append(id, bytes(4))).toBe(4);
    });

    it('[STORE-3] keeps sessions apart, whatever is written at the same time', async () => {
      const store = await opened(freshName());
      const ids = Array.from({ length: 20 }, newSessionId);
      await Promise.all(
        ids.flatMap((id, i) => Array.from({ length: 10 }, (_, n) => store.append(id, bytes(i, n)))),
      );
      for (const [i, id] of ids.entries()) {
        expect((await store.load(id))?.updates).toEqual(Array.from({ length: 10 }, (_, n) => bytes(i, n)));
      }
    });

    it('[STORE-4] puts a snapshot in the place of the updates up to a number; newer ones stay, numbers go on', async () => {
      const at = freshName();
      const id = newSessionId();
      const other = newSessionId();
      let store = await opened(at);
      await store.append(other, bytes(9));
      for (const n of [1, 2, 3, 4]) await store.append(id, bytes(n));
      await store.compact(id, 3, bytes(7, 7));
      const expected = { snapshot: bytes(7, 7), updates: [bytes(4)], through: 4 };
      expect(await store.load(id)).toEqual(expected);
      await store.compact(id, 4, bytes(8));
      store = await reopen(store, at);
      expect(await store.load(id)).toEqual({ snapshot: bytes(8), updates: [], through: 4 });
      expect(await store.append(id, bytes(5))).toBe(5);
      expect((await store.load(other))?.updates).toEqual([bytes(9)]);
    });

    it('[STORE-5] loses no update that is appended while a snapshot is written', async () => {
      const store = await opened(freshName());
      const id = newSessionId();
      for (const n of [1, 2]) await store.append(id, bytes(n));
      await Promise.all([
        store.append(id, bytes(3)),
        store.compact(id, 2, bytes(7)),
        store.append(id, bytes(4)),
      ]);
      expect(await store.load(id)).toEqual({
        snapshot: bytes(7),
        updates: [bytes(3), bytes(4)],
        through: 4,
      });
    });

    it('[STORE-6] takes updates and snapshots of 8 MiB, and of no bytes at all', async () => {
      const at = freshName();
      const id = newSessionId();
      let store = await opened(at);
      const big = filled(8 * 1024 * 1024, 5);
      await store.append(id, big);
      await store.append(id, bytes());
      store = await reopen(store, at);
      const loaded = await store.load(id);
      expect(loaded?.updates.map(each => each.length)).toEqual([big.length, 0]);
      expect(Buffer.from(loaded?.updates[0] ?? []).equals(big)).toBe(true);
      await store.compact(id, 2, big);
      expect(Buffer.from((await store.load(id))?.snapshot ?? []).equals(big)).toBe(true);
    });

    it('[STORE-7] keeps its own copy: bytes changed by the caller afterwards do not change what is stored', async () => {
      const store = await opened(freshName());
      const id = newSessionId();
      const update = bytes(1, 2, 3);
      await store.append(id, update);
      update.fill(0);
      const loaded = await store.load(id);
      expect(loaded?.updates).toEqual([bytes(1, 2, 3)]);
      await store.append(id, bytes(4));
      expect(loaded?.updates).toEqual([bytes(1, 2, 3)]);
    });

    it('[STORE-8] finds records by collection and key, replaces them, and keeps them', async () => {
      const at = freshName();
      let store = await opened(at);
      expect(await store.get('members', 'a')).toBeUndefined();
      expect(await store.put('members', 'a', { role: 'viewer' })).toBe(true);
      expect(await store.put('sessions', 'a', { host: 'x' })).toBe(true);
      expect(await store.put('members', 'a', { role: 'editor', at: [1, null] })).toBe(true);
      store = await reopen(store, at);
      expect(await store.get('members', 'a')).toEqual({ role: 'editor', at: [1, null] });
      expect(await store.get('sessions', 'a')).toEqual({ host: 'x' });
      expect(await store.get('codes', 'a')).toBeUndefined();
    });

    it('[STORE-9] writes a record only where there is none when told so; of many at once, one wins', async () => {
      const store = await opened(freshName());
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.put('sessions', 'a', { n }, true)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await store.get('sessions', 'a')).toEqual({ n: answers.indexOf(true) });
      expect(await store.put('sessions', 'a', { n: 99 }, true)).toBe(false);
    });

    const putAll = async (store: RelayStore, ...keys: string[]): Promise<void> => {
      for (const key of keys) await store.put('events', key, { key });
    };

    it('[STORE-14] writes all of several records or none, in order, and keeps them', async () => {
      const at = freshName();
      let store = await opened(at);
      await store.put('shares', 'a/1', { uses: 0 });
      await store.write([
        { type: 'put', collection: 'shares', key: 'a/1', value: { uses: 1 } },
        { type: 'put', collection: 'members', key: 'a/u', value: { role: 'editor' } },
        { type: 'put', collection: 'members', key: 'a/u', value: { role: 'viewer' } },
        { type: 'put', collection: 'codes', key: 'c', value: {} },
        { type: 'remove', collection: 'codes', key: 'c' },
        { type: 'remove', collection: 'codes', key: 'never was' },
      ]);
      const circle: Record<string, unknown> = {};
      circle.self = circle;
      await expect(
        store.write([
          { type: 'put', collection: 'shares', key: 'a/1', value: { uses: 9 } },
          { type: 'put', collection: 'shares', key: 'a/2', value: circle },
        ]),
      ).rejects.toThrow();
      store = await reopen(store, at);
      expect(await store.get('shares', 'a/1')).toEqual({ uses: 1 });
      expect(await store.get('shares', 'a/2')).toBeUndefined();
      expect(await store.get('members', 'a/u')).toEqual({ role: 'viewer' });
      expect(await store.get('codes', 'c')).toBeUndefined();
    });

    it('[STORE-15] lists records in the order of their keys, of one prefix, from one key on, as many as asked', async () => {
      const store = await opened(freshName());
      await putAll(store, 'b/2', 'a/3', 'a/1', 'b/10', 'a/2', 'a', 'ab/1', 'a/é', 'a/z');
      await store.put('counts', 'a/1', { other: true });
      const keys = async (
        ...options: Parameters<RelayStore['list']> extends [unknown, ...infer O] ? O : never
      ) => (await store.list('events', ...options)).map(([key]) => key);
      expect(await keys()).toEqual(['a', 'a/1', 'a/2', 'a/3', 'a/z', 'a/é', 'ab/1', 'b/10', 'b/2']);
      expect(await keys({ prefix: 'a/' })).toEqual(['a/1', 'a/2', 'a/3', 'a/z', 'a/é']);
      expect(await keys({ prefix: 'a/', limit: 2 })).toEqual(['a/1', 'a/2']);
      expect(await keys({ prefix: 'a/', after: 'a/2', limit: 2 })).toEqual(['a/3', 'a/z']);
      expect(await keys({ prefix: 'a/', after: 'a/é' })).toEqual([]);
      expect(await keys({ prefix: 'a/', reverse: true })).toEqual(['a/é', 'a/z', 'a/3', 'a/2', 'a/1']);
      expect(await keys({ prefix: 'a/', reverse: true, after: 'a/3', limit: 1 })).toEqual(['a/2']);
      expect(await keys({ prefix: 'a/', reverse: true, after: 'a/1' })).toEqual([]);
      // From a key that is not there (any more), and from one outside the prefix.
      expect(await keys({ prefix: 'a/', after: 'a/25' })).toEqual(['a/3', 'a/z', 'a/é']);
      expect(await keys({ prefix: 'b/', after: 'a/1' })).toEqual(['b/10', 'b/2']);
      expect(await keys({ prefix: 'a/', reverse: true, after: 'a/25' })).toEqual(['a/2', 'a/1']);
      expect(await keys({ prefix: 'a/', reverse: true, after: 'b/1' })).toEqual([
        'a/é',
        'a/z',
        'a/3',
        'a/2',
        'a/1',
      ]);
      expect(await keys({ limit: 0 })).toEqual([]);
      expect((await store.list('counts', { prefix: 'a/' }))[0]?.[1]).toEqual({ other: true });
    });

    const fill = async (store: RelayStore, id: ReturnType<typeof newSessionId>): Promise<void> => {
      await store.put('sessions', id, { host: 'h' });
      await store.put('keys', id, { key: 'k' }, true);
      for (const collection of SESSION_COLLECTIONS) {
        await store.put(collection, `${id}/1`, { collection });
        await store.put(collection, `${id}/é`, { collection });
      }
      for (const n of [1, 2, 3]) await store.append(id, bytes(n));
      await store.compact(id, 2, bytes(7));
    };
    const left = async (store: RelayStore, id: ReturnType<typeof newSessionId>) => {
      const found: string[] = [];
      for (const collection of SESSION_COLLECTIONS)
        for (const [key] of await store.list(collection, { prefix: `${id}/` }))
          found.push(`${collection} ${key.slice(id.length + 1)}`);
      return found;
    };

    it('[STORE-16] erases a session: its document, its records and its key go, its tombstone stays', async () => {
      const at = freshName();
      const [id, other] = [newSessionId(), newSessionId()];
      let store = await opened(at);
      await fill(store, id);
      await fill(store, other);
      await store.put('codes', 'hash', { session: id });
      await store.put('codes', 'other', { session: other });
      await store.erase(id, { state: 'deleted' }, [], [{ collection: 'codes', key: 'hash' }]);
      store = await reopen(store, at);
      expect(await store.load(id)).toBeUndefined();
      expect(await left(store, id)).toEqual([]);
      expect(await store.get('keys', id)).toBeUndefined();
      expect(await store.get('sessions', id)).toEqual({ state: 'deleted' });
      expect((await store.list('codes')).map(([key]) => key)).toEqual(['other']);
      expect(await left(store, other)).toHaveLength(2 * SESSION_COLLECTIONS.length);
      expect((await store.load(other))?.through).toBe(3);
      expect(await store.get('keys', other)).toMatchObject({ key: expect.any(String) });
      expect([...(await store.documents())]).toEqual([other]);
    });

    it('[STORE-16] keeps what it is told to keep; a document that comes back is numbered from 1', async () => {
      const store = await opened(freshName());
      const id = newSessionId();
      await fill(store, id);
      await store.erase(id, { state: 'archived' }, ['keys', 'members']);
      expect(await left(store, id)).toEqual(['members 1', 'members é']);
      expect(await store.get('keys', id)).toMatchObject({ key: expect.any(String) });
      expect(await store.append(id, bytes(1))).toBe(1);
    });
  });
}
