import { fork } from 'node:child_process';
import { ok } from '../../shared/errors.ts';
import { type Verified, verifyFolder } from '../lifecycle/index.ts';
import { storeMessage } from '../messages.ts';
import { STORE_FILE } from '../storage/index.ts';
import { type CliCommand, FAILED_AND_SAID, failed, type Input, type Outcome } from './command.ts';
import { dataIn, settings } from './data.ts';
import type { Terminal } from './terminal.ts';

const HERE = 'here';

function report({ flag }: Input, terminal: Terminal, verified: Verified): Outcome {
  const { sessions, archives, blobs, findings, strays } = verified;
  if (flag('json')) terminal.print(JSON.stringify(verified, null, 2));
  else {
    for (const { place, problem } of findings) terminal.print(`${place}: ${problem}`);
    terminal.print(`${sessions} sessions, ${archives} of them archived, and ${blobs} files were read.`);
    if (strays) {
      terminal.print(
        `Kept in strays/, as no session here owns it: ${strays.count === 1 ? 'one thing' : `${strays.count} things`}, ${strays.bytes} bytes. That is no damage.`,
      );
    }
  }
  if (findings.length === 0) return ok(undefined);
  const isStore = findings.some(({ place }) => place === STORE_FILE);
  const advice = isStore
    ? 'Restore the newest backup into another folder (AI_FRAME_DATA).'
    : 'It costs what is named alone, and the relay may start. For what is lost, restore the newest backup into another folder (AI_FRAME_DATA).';
  const count = findings.length === 1 ? 'One thing is' : `${findings.length} things are`;
  return failed(`${count} not as it should be. ${advice}`);
}

async function verifyHere(input: Input, terminal: Terminal): Promise<Outcome> {
  const config = settings();
  if (!config.ok) return config;
  const folder = dataIn(config.value);
  if (!folder.ok) return folder;
  const verified = await verifyFolder({
    folder: folder.value,
    masterKey: config.value.masterKey,
    onProgress: sessions => terminal.progress('Sessions read', sessions, Number.POSITIVE_INFINITY),
    onPlace: place => process.send?.(place),
  });
  if (!verified.ok) return failed(storeMessage(verified.error, folder.value));
  return report(input, terminal, verified.value);
}

/**
 * Reads in a process of its own, as the store's file is read through memory: where the disk does not give a
 * page back, or the file ends while it is read, the system ends the reading process.
 */
function verifyApart(input: Input, terminal: Terminal): Promise<Outcome> {
  const [, script = ''] = process.argv;
  const child = fork(script, ['verify', `--${HERE}`, ...(input.flag('json') ? ['--json'] : [])], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let place = 'it was opened';
  child.on('message', message => {
    place = `${String(message)} was read`;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== null) {
        resolve(code === 0 ? ok(undefined) : FAILED_AND_SAID);
        return;
      }
      const problem = `reading was ended by the system (${signal}) when ${place}: the disk or the file is damaged there`;
      const findings = [{ place: STORE_FILE, problem }];
      resolve(report(input, terminal, { sessions: 0, archives: 0, blobs: 0, findings }));
    });
  });
}

export const verify: CliCommand = {
  name: 'verify',
  params: [],
  options: {
    json: { type: 'boolean', help: 'as JSON: counts, and the findings' },
    [HERE]: { type: 'boolean', help: 'in this process, and not in one of its own that damage may end' },
  },
  summary: 'Reads everything in the data folder and says what is not as it should be.',
  help: [
    'Every session is loaded, every file and archive opened to its end, every record looked for what it belongs to. Nothing is changed,',
    'and the folder may be one that cannot be written to. It ends with 1 where something was found. The relay must be stopped.',
  ].join('\n'),
  run: async (input, terminal) => {
    if (!input.flag(HERE)) return verifyApart(input, terminal);
    const onDisconnect = (): never => process.exit(1); // whoever asked for it is gone
    process.once('disconnect', onDisconnect);
    try {
      return await verifyHere(input, terminal);
    } finally {
      process.off('disconnect', onDisconnect);
      if (process.connected) process.disconnect();
    }
  },
};
