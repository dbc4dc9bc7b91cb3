import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from 'vitest';

/** What a test opens is closed after it, the newest first; what it writes lies in a folder of the file's own. */

type Cleanup = () => unknown;
const cleanups: Cleanup[] = [];
export const onCleanup = (cleanup: Cleanup): void => {
  cleanups.push(cleanup);
};
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const root = mkdtempSync(join(tmpdir(), 'ai-frame-relay-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
export const newFolder = (): string => join(root, `data-${++folders}`);
