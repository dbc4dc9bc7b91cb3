import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import {
  type CorruptData,
  Keyring,
  type MemoryDisk,
  MemoryStore,
  newMaster,
  SealedStore,
} from '../../relay/storage/index.ts';
import { newSessionId } from '../../shared/ids.ts';
import type { RelayStore } from '../../shared/ports.ts';

/** Sealed stores with something in them. */

export const unexpected = (error: Error): never => {
  throw error;
};
export const MASTER = newMaster();
export async function sealedOn(
  disk: MemoryDisk,
  onUnreadable: (error: CorruptData) => void = unexpected,
): Promise<RelayStore> {
  const inner = new MemoryStore(disk);
  const keys = await Keyring.open(inner, MASTER);
  if (!keys.ok) throw new Error(keys.error.code);
  return new SealedStore(inner, keys.value, onUnreadable);
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const hash = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
export async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
export async function whole(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!stream) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function fill(store: RelayStore, id = newSessionId()): Promise<ReturnType<typeof newSessionId>> {
  await store.put('keys', 'relay', { jwk: 'signing' });
  await store.put('codes', 'hash', { share: 'a share' });
  await store.put('sessions', id, { state: 'active', name: 'a name', accessed: 5 });
  await store.put('members', `${id}/u`, { role: 'editor' });
  for (const n of [1, 2, 3]) await store.append(id, text(`a secret text ${n}`));
  await store.compact(id, 1, text('a secret text in a snapshot'));
  return id;
}

export async function expectFilled(store: RelayStore, id: ReturnType<typeof newSessionId>): Promise<void> {
  expect(await store.get('keys', 'relay')).toEqual({ jwk: 'signing' });
  expect(await store.get('codes', 'hash')).toEqual({ share: 'a share' });
  expect(await store.get('sessions', id)).toEqual({ state: 'active', name: 'a name', accessed: 5 });
  expect(await store.list('members')).toEqual([[`${id}/u`, { role: 'editor' }]]);
  const stored = await store.load(id);
  const all = [stored?.snapshot ?? new Uint8Array(), ...(stored?.updates ?? [])].map(each =>
    Buffer.from(each).toString(),
  );
  expect(all).toEqual(['a secret text in a snapshot', 'a secret text 2', 'a secret text 3']);
}
