import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY } from '../architecture/source.ts';
import type { Usage } from './probe.mjs';

/** Inside node_modules, so that a bundle finds its packages and git does not find the bundle. */
const BUNDLES = join(REPOSITORY, 'node_modules/.cache/ai-frame-bench');
const PROBE = join(REPOSITORY, 'tests/bench/probe.mjs');

const running = new Set<ChildProcess>();

/** Ends at once whatever programs still run. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

const bundles = new Map<string, Promise<string>>();

/**
 * `entry` (relative to the repository) as one file of plain JavaScript. Measured programs run bundled, as
 * users run the relay: a compiler in the process would count as the program's own memory and time.
 */
function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry);
  if (known) return known;
  const outfile = join(BUNDLES, `${basename(entry, '.ts')}.mjs`);
  const built = build({
    entryPoints: [join(REPOSITORY, entry)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  }).then(() => outfile);
  bundles.set(entry, built);
  return built;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Where its CPU profile goes when it ends. */
  readonly profile?: string | undefined;
}

/** A process of its own. Whoever started it calls `stop`. */
export interface Program {
  readonly child: ChildProcess;
  /** What the process has used since it started. */
  usage(): Promise<Usage>;
  /** Makes it collect all its garbage once, as a process that has run for a while has. */
  collect(): Promise<void>;
  stop(): Promise<void>;
}

export async function startProgram(entry: string, options: ProgramOptions = {}): Promise<Program> {
  const file = await bundle(entry);
  const profiling: string[] = [];
  if (options.profile !== undefined) {
    const folder = resolve(options.profile);
    mkdirSync(folder, { recursive: true });
    profiling.push(
      '--cpu-prof',
      `--cpu-prof-dir=${folder}`,
      `--cpu-prof-name=${basename(file)}-${Date.now()}.cpuprofile`,
    );
  }
  const child = fork(file, {
    execArgv: ['--import', PROBE, ...profiling],
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return {
    child,
    usage: async () => {
      const answer = nextMessage<Usage & { readonly type: 'usage' }>(child, 'usage');
      child.send({ type: 'usage' });
      return answer;
    },
    collect: async () => {
      const answer = nextMessage(child, 'collected');
      child.send({ type: 'collect' });
      await answer;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** No phase of a run takes longer; a program that is silent for so long hangs. */
const PATIENCE_MS = 60_000;

/** The next message of this type; rejects where the process ends before, or hangs. */
export function nextMessage<T extends { readonly type: string }>(
  child: ChildProcess,
  type: T['type'],
): Promise<T> {
  return new Promise((fulfil, reject) => {
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`a measured program did not say “${type}” within ${PATIENCE_MS / 1000} s`));
    }, PATIENCE_MS);
    const stop = (): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
    };
    const onMessage = (message: unknown): void => {
      if ((message as T).type !== type) return;
      stop();
      fulfil(message as T);
    };
    const onExit = (code: number | null): void => {
      stop();
      reject(new Error(`a measured program ended with ${code} before it said “${type}”`));
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

/** The address that a server prints when it is ready. */
export async function readyUrl({ child }: Program): Promise<string> {
  let output = '';
  return new Promise((fulfil, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /ready at (http:\/\/\S+)/.exec(output)?.[1];
      if (url !== undefined) fulfil(url);
    });
    child.once('exit', code =>
      reject(new Error(`a server ended with ${code} before it was ready: ${output}`)),
    );
  });
}
