export { openLmdb } from './lmdb.ts';
export { type MemoryDisk, MemoryStore, newMemoryDisk } from './memory.ts';
