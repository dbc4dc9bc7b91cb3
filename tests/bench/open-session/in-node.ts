import 'fake-indexeddb/auto';

/** The page's functions on an IndexedDB in memory. */
export { open, prepare } from './page.ts';
