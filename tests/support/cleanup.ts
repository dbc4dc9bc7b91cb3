import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Cleanup = () => unknown;
const cleanups: Cleanup[] = [];

/** Runs `cleanup` after the test, the newest first. */
export const onCleanup = (cleanup: Cleanup): void => {
  cleanups.push(cleanup);
};

export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

let root: string | undefined;
let folders = 0;

/** A path where there is nothing yet, for the tests of one file. */
export function newFolder(): string {
  root ??= mkdtempSync(join(tmpdir(), 'ai-frame-'));
  return join(root, `data-${++folders}`);
}

export function removeFolders(): void {
  if (root) rmSync(root, { recursive: true, force: true });
  root = undefined;
}
