import { expect, it } from 'vitest';
import { Uploads } from '../../relay/media/index.ts';
import {
  Blobs,
  Keyring,
  MemoryShelf,
  MemoryStore,
  newMaster,
  newMemoryDisk,
  newShelfDisk,
} from '../../relay/storage/index.ts';
import { newSessionId } from '../../shared/ids.ts';

it('[MEDIA-10] what comes in at once is bounded in a session and in all, and room given back is room again', () => {
  const uploads = new Uploads({ perSessionCount: 2, allBytes: 100 });
  const [a, b] = [newSessionId(), newSessionId()];
  const first = uploads.begin(a, 10);
  expect(first).toBeDefined();
  expect(uploads.begin(a, 10)).toBeDefined();
  expect(uploads.begin(a, 10)).toBeUndefined();
  expect(uploads.begin(b, 81)).toBeUndefined();
  const large = uploads.begin(b, 80);
  expect(large).toBeDefined();
  first?.();
  expect(uploads.begin(a, 11)).toBeUndefined();
  large?.();
  expect(uploads.begin(a, 11)).toBeDefined();
});

it('[MEDIA-11] a session that is full of files takes no other one, and what it has again', async () => {
  const keys = await Keyring.open(new MemoryStore(newMemoryDisk()), newMaster());
  if (!keys.ok) throw new Error(keys.error.code);
  const blobs = new Blobs(new MemoryShelf(newShelfDisk()), keys.value, {
    blobMaxBytes: 100,
    blobsPerSessionBytes: 1_000,
    blobsPerSessionCount: 2,
  });
  const id = newSessionId();
  for (const name of ['a', 'b'])
    expect(await blobs.put(id, name, new Uint8Array(1))).toMatchObject({ ok: true });
  expect(await blobs.put(id, 'c', new Uint8Array(1))).toMatchObject({ error: { code: 'api/quota' } });
  expect(await blobs.put(id, 'a', new Uint8Array(2))).toMatchObject({ ok: true });
  expect(await blobs.remove(id, 'b')).toBe(true);
  expect(await blobs.put(id, 'c', new Uint8Array(1))).toMatchObject({ ok: true });
});
