import { join } from 'node:path';
import { newSessionId } from '../../shared/ids.ts';
import { type Program, readyUrl, startProgram } from './program.ts';

export interface Server {
  readonly program: Program;
  readonly url: string;
}

export interface ServerOptions {
  readonly folder: string;
  readonly profile: string | undefined;
}

/** Our relay as its own process, its data in a new folder below `folder`. */
export async function startRelayServer({ folder, profile }: ServerOptions): Promise<Server> {
  const program = await startProgram('relay/main.ts', {
    profile,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      AI_FRAME_DATA: join(folder, `relay-${newSessionId()}`),
      AI_FRAME_LOG: 'error',
      AI_FRAME_API_PER_MINUTE: '1000000',
    },
  });
  return { program, url: await readyUrl(program) };
}

export async function startBareServer({ profile }: ServerOptions): Promise<Server> {
  const program = await startProgram('tests/bench/fan-out/bare-server.ts', { profile });
  return { program, url: await readyUrl(program) };
}
