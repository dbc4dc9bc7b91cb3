import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';
import { run } from '../../relay/cli/run.ts';
import { onCleanup } from './cleanup.ts';
import { useProgram } from './programs.ts';

/** How a command, or any other program, ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
}

type Environment = Readonly<Record<string, string>>;

/** Starts a program of Node's as a process of its own, killed with the test. */
export const startProgram = (path: string, args: readonly string[], env: Environment = {}): Started =>
  start(process.execPath, [path, ...args], env);

export function start(
  command: string,
  args: readonly string[],
  env: Environment = {},
  options: SpawnOptions = {},
): Started {
  const child = spawn(command, args, {
    ...options,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', chunk => {
    out += chunk;
  });
  child.stderr?.on('data', chunk => {
    err += chunk;
  });
  onCleanup(() => child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }));
  return { child, out: () => out, err: () => err, ended };
}

/** Call once at the top of a test file; returns the path of the commands as a program. */
export const useCli = (): string => {
  program = useProgram('cli', { file: 'relay/cli/main.ts' });
  return program;
};
let program = '';

/** Settings are the process's own, so that one command at a time is given. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Gives a command, in this process where it can be: no relay may be running on the folder. What becomes of
 * it in a process of its own is for `startProgram`.
 */
export function cli(args: readonly string[], dataFolder?: string, more: Environment = {}): Promise<Ended> {
  const env = dataFolder === undefined ? more : { AI_FRAME_DATA: dataFolder, ...more };
  // It starts itself again, from the program that it is.
  if (args[0] === 'verify') return startProgram(program, [...args, '--here'], env).ended;
  const ended = turn.then(() => runHere(args, env));
  turn = Promise.allSettled([ended]);
  return ended;
}

async function runHere(args: readonly string[], env: Environment): Promise<Ended> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  let [out, err] = ['', ''];
  try {
    const code = await run(args, {
      print: text => {
        out += `${text}\n`;
      },
      say: text => {
        err += `${text}\n`;
      },
      progress: () => undefined,
    });
    return { code, out, err };
  } finally {
    vi.unstubAllEnvs();
  }
}
