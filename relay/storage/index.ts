export { type BlobLimits, Blobs } from './blobs.ts';
export { FileShelf } from './file-shelf.ts';
export { openLmdb } from './lmdb.ts';
export { type MemoryDisk, MemoryStore, newMemoryDisk } from './memory.ts';
export { MemoryShelf, newShelfDisk, type ShelfDisk } from './memory-shelf.ts';
export { openStorage, type Storage } from './open.ts';
