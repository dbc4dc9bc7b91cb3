import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach } from 'vitest';
import { memoryDisk, openDisk } from '../../client/disk/index.ts';
import { diskContract } from '../contracts/disk.contract.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

diskContract('IndexedDB', async environment => {
  const disk = await openDisk(environment);
  if (!disk.ok) throw new Error(disk.error.code);
  return disk.value;
});

diskContract('memory', async environment => memoryDisk(environment));
