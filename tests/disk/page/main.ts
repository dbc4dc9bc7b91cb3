import { type DocumentDisk, openDisk } from '../../../client/disk/index.ts';
import type { DiskState } from '../../../client/model/index.ts';
import { newObjectId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { SessionDocument } from '../../../shared/session/index.ts';

/** One tab with a session's disk and nothing else. */
export interface DiskPageApi {
  open(id: SessionId): Promise<unknown>;
  place(name: string): void;
  /** Something that a small quota does not hold. */
  placeMany(count: number): void;
  names(): string[];
  state(): DiskState;
  retry(): Promise<unknown>;
  remove(id: SessionId): Promise<unknown>;
  databases(): Promise<string[]>;
  /** The user id, and whether a signature by the stored key holds. */
  identity(): Promise<{ user: string; signs: boolean; extractable: boolean }>;
}

declare global {
  var diskPage: DiskPageApi;
}

const opened = await openDisk();
if (!opened.ok) throw new Error(opened.error.code);
const device = opened.value;
const document = new SessionDocument();
let disk: DocumentDisk | undefined;

const place = (name: string): void => {
  const placed = document.apply({ user: 'tester-tester-tester' as UserId, at: 1 }, [
    {
      type: 'place-object',
      id: newObjectId(),
      kind: 'note',
      placement: { parent: null, position: [0, 1, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
      fields: { name, text: name.length > 10 ? 'x'.repeat(1_900) : name },
    },
  ]);
  if (!placed.ok) throw new Error(placed.error.detail);
};

globalThis.diskPage = {
  open: id => {
    disk = device.attachDocument(id, document);
    return disk.settled;
  },
  place,
  placeMany: count => {
    for (let i = 0; i < count; i++) place(`a long note ${i}`);
  },
  names: () => [...document.objects.values()].map(object => object.name ?? '').sort(),
  state: () => disk?.state.value ?? { state: 'loading' },
  retry: async () => disk?.retry(),
  remove: id => device.library.remove(id),
  databases: async () => (await indexedDB.databases()).map(each => each.name ?? ''),
  identity: async () => {
    const identity = await device.identity();
    if (!identity.ok || !identity.value.keys) throw new Error('no key');
    const { privateKey, publicKey } = identity.value.keys;
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    const text = new TextEncoder().encode('it is me');
    const signature = await crypto.subtle.sign(algorithm, privateKey, text);
    return {
      user: identity.value.user,
      signs: await crypto.subtle.verify(algorithm, publicKey, signature, text),
      extractable: privateKey.extractable,
    };
  },
};
