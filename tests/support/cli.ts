import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { onCleanup } from './cleanup.ts';

/** The commands as a process of their own, bundled from the sources as the build does it. */

const ROOT = join(import.meta.dirname, '../..');
/** Inside node_modules, so that the packages it leaves out are found from there. */
export const BUNDLE = join(ROOT, `node_modules/.cache/ai-frame/cli-${process.pid}.mjs`);

/** Call once at the top of a test file. */
export function bundleCli(): void {
  beforeAll(async () => {
    await build({
      entryPoints: [join(ROOT, 'relay/cli/main.ts')],
      outfile: BUNDLE,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
    // What the build puts beside it too. The same for all who test at once.
    copyFileSync(join(ROOT, 'relay/media/decoder.mjs'), join(BUNDLE, '../decoder.mjs'));
  });
  afterAll(() => rmSync(BUNDLE));
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly ended: Promise<Ended>;
}

export function start(args: readonly string[], env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [BUNDLE, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', chunk => {
    out += chunk;
  });
  child.stderr?.on('data', chunk => {
    err += chunk;
  });
  onCleanup(() => child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => ({ code, out, err }));
  return { child, out: () => out, ended };
}

export const cli = (args: readonly string[], dataFolder?: string): Promise<Ended> =>
  start(args, dataFolder === undefined ? {} : { AI_FRAME_DATA: dataFolder }).ended;
