import { afterAll, afterEach, vi } from 'vitest';
import { cleanUp, removeFolders } from './cleanup.ts';

/** Runs before each file of tests: many of them share a process, and leave it as they found it. */
afterEach(cleanUp);
afterAll(() => {
  removeFolders();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
