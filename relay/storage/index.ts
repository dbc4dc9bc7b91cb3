export { documentProblem } from './check-document.ts';
export { DiskFileStore, flushFolder } from './disk-file-store.ts';
export { boundless, type FreeBytes, freeBytesOf } from './free-space.ts';
export { GuardedStore, NoRoom } from './guarded-store.ts';
export { Keyring, newMaster } from './keyring.ts';
export { openLmdb } from './lmdb.ts';
export { FILE as STORE_FILE, LOCK as LOCK_FILE } from './lmdb-file.ts';
export { copyLmdb } from './lmdb-to-read.ts';
export { lockFolder } from './lock.ts';
export { changeMaster, parseMaster } from './master-key.ts';
export { MemoryFileStore, type MemoryFiles, newMemoryFiles } from './memory-file-store.ts';
export { type MemoryDisk, MemoryStore, newMemoryDisk } from './memory-store.ts';
export {
  memoryStorage,
  openStorage,
  openStorageToRead,
  RESTORING,
  type ReadStorage,
  type Storage,
  type StorageOptions,
} from './open.ts';
export { NO_RESERVE, type Reserve, ReserveFile } from './reserve.ts';
export { CorruptData } from './seal.ts';
export { type BlobLimits, SealedBlobs, type SessionKeys } from './sealed-blobs.ts';
export { readSealedFile, writeDocument, writeSealedFile } from './sealed-file.ts';
export { SealedStore } from './sealed-store.ts';
