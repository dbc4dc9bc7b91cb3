import { describe } from '../shared/errors.ts';
import { type RelayConfig, readConfig } from './config.ts';
import { storeMessage } from './messages.ts';
import { reachabilityLines } from './reachability.ts';
import { type Relay, type StartFailure, startRelay } from './server.ts';
import { CorruptData } from './storage/index.ts';

/** The time that a failed relay may take to close its sockets. */
const FAILURE_GRACE_MS = 2_000;

/** Ends with one sentence for the person who started the relay. */
function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function sentenceFor(failure: StartFailure, config: RelayConfig): string {
  if (failure.type === 'store') return storeMessage(failure.error, config.dataFolder);
  const { port, host } = config;
  switch (failure.code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken: stop what uses it, or choose another with PORT.`;
    case 'EACCES':
      return `This user may not listen on port ${port}: choose one above 1023 with PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is “${host}”, and that is no address of this machine.`;
    default:
      return `The relay cannot listen on port ${port} (${failure.code}).`;
  }
}

function stopOnSignals(relay: Relay): void {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    relay.close().then(
      () => process.exit(0),
      error => stop(`The relay did not stop cleanly: ${String(error)}`),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Starts the relay. A record that it cannot do without may be damaged: that is no bug. */
async function start(config: RelayConfig): ReturnType<typeof startRelay> {
  try {
    return await startRelay(config);
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error;
    return { ok: false, error: { type: 'store', error: { code: 'store/damaged', detail: error.message } } };
  }
}

async function main(): Promise<void> {
  const read = readConfig();
  if (!read.ok) stop(read.sentence);
  const started = await start(read.config);
  if (!started.ok) stop(sentenceFor(started.error, read.config));
  const relay = started.value;
  stopOnSignals(relay);
  void relay.failed.then(async error => {
    const { title, advice } = describe(error);
    // The memory is not to be trusted any more; a supervisor starts the next relay from the disk.
    const grace = new Promise(resolve => setTimeout(resolve, FAILURE_GRACE_MS));
    await Promise.race([Promise.allSettled([relay.close()]), grace]);
    stop(`${title}${error.detail ? ` (${error.detail})` : ''}. ${advice}`);
  });
  const lines = [`AI Frame is ready at ${relay.url}`, ...reachabilityLines(relay.port, read.config)];
  if (relay.warning) lines.push(`Warning: ${relay.warning}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

// An unhandled rejection must not leave a relay half alive. LMDB also causes one when a write fails; that
// failure is reported by `failed` as well, in better words, so it gets the time to.
process.on('unhandledRejection', error =>
  setTimeout(() => stop(`The relay failed: ${String(error)}`), FAILURE_GRACE_MS + 500),
);
await main();
