export { type Disk, type Library, memoryDisk, openDisk } from './disk.ts';
export type { DocumentDisk } from './document-disk.ts';
export type { LoadReport } from './document-store.ts';
export { browserEnvironment, type DiskEnvironment, type PageEvent } from './environment.ts';
export type { LibraryList } from './library.ts';
export { askPersistence, knownPersistence } from './persistence.ts';
export { exportSession, readSessionFile, type SessionFile } from './session-file.ts';
export type { TabOrigin } from './tabs.ts';
