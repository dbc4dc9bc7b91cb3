import { type Program, readyUrl, startProgram } from './program.ts';

export interface Server {
  readonly program: Program;
  readonly url: string;
}

/** Our relay as its own process. `data`: its folder, made where there is none. */
export async function startRelayServer(
  data: string,
  profile: string | undefined,
  sockets = '1000000',
): Promise<Server> {
  const program = await startProgram('relay/main.ts', {
    profile,
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      AI_FRAME_DATA: data,
      AI_FRAME_LOG: 'error',
      AI_FRAME_API_PER_MINUTE: '1000000',
      // Everybody who is measured comes from this machine.
      AI_FRAME_SOCKETS_PER_ADDRESS: sockets,
    },
  });
  return { program, url: await readyUrl(program) };
}

export async function startBareServer(profile: string | undefined): Promise<Server> {
  const program = await startProgram('tests/bench/fan-out/bare-server.ts', { profile });
  return { program, url: await readyUrl(program) };
}
