import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { REPOSITORY } from '../architecture/source.ts';

/** The built relay as its own process, as a user runs it: it can be killed like one. */
export interface RelayProcess {
  readonly url: string;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: no goodbye, no flush. */
  kill(): Promise<void>;
  /** All that it printed so far, both streams. */
  output(): string;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts `dist/relay` on loopback with its data in `data`; resolves at its ready line, rejects with its
 * output when it ends before.
 */
export async function startRelayProcess(options: {
  readonly port: number;
  readonly data: string;
  /** How far its clock is ahead of everybody else's. */
  readonly aheadMs?: number;
}): Promise<RelayProcess> {
  const { aheadMs = 0 } = options;
  const child = spawn(process.execPath, [...clockAhead(aheadMs), join(REPOSITORY, 'dist/relay/main.js')], {
    cwd: REPOSITORY,
    env: { ...process.env, PORT: String(options.port), HOST: '127.0.0.1', AI_FRAME_DATA: options.data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('AI Frame is ready')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exited.then(([code]) =>
      reject(new Error(`the relay ended with ${code} before it was ready:\n${output}`)),
    );
  });
  await ready;
  return {
    url: `http://127.0.0.1:${options.port}`,
    stop: () => end(child, 'SIGTERM', exited),
    kill: async () => {
      await end(child, 'SIGKILL', exited);
    },
    output: () => output,
  };
}

/**
 * Returns the arguments of a process whose clock is `ms` ahead: its `Date` is replaced before anything of it
 * is loaded.
 */
function clockAhead(ms: number): readonly string[] {
  if (ms === 0) return [];
  const source = `
    const Real = Date;
    globalThis.Date = class Date extends Real {
      constructor(...parts) { super(...(parts.length > 0 ? parts : [Real.now() + ${ms}])); }
      static now() { return Real.now() + ${ms}; }
    };`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
  exited: Promise<[number | null, unknown]>,
): Promise<number | null> {
  child.kill(signal);
  const [code] = await exited;
  return code;
}
