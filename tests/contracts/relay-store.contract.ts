import { afterEach, describe, expect, it } from 'vitest';
import { newSessionId } from '../../shared/ids.ts';
import type { RelayStore } from '../../shared/ports.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/** Everything that `RelayStore` promises. `open` is called again with the same name to come back after a close. */
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
      expect(await store.get('keys', 'a')).toBeUndefined();
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
  });
}
