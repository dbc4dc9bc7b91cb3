import { resolve } from 'node:path';
import { ok } from '../../shared/errors.ts';
import { rotateKeys } from '../access/index.ts';
import { storeMessage } from '../messages.ts';
import { changeMaster } from '../storage/index.ts';
import { type CliCommand, failed, type Input, type Outcome } from './command.ts';
import { type Data, withData } from './data.ts';
import type { Terminal } from './terminal.ts';

async function rotateTokens(
  { flag }: Input,
  { storage, config }: Data,
  terminal: Terminal,
): Promise<Outcome> {
  const kid = await rotateKeys(storage.store, flag('now') ? 0 : config.tokenLifetimeMs);
  terminal.print(`Tokens are signed with a new key, ${kid}.`);
  return ok(undefined);
}

async function rotateMaster(
  { text }: Input,
  { storage, config }: Data,
  terminal: Terminal,
): Promise<Outcome> {
  const to = text('to');
  if (to === undefined && config.masterKey !== undefined) {
    return failed('The master key is not in the data folder: say with --to which file gets the new one.');
  }
  const target = to === undefined ? undefined : resolve(to);
  const changed = await changeMaster(storage.keys, config.dataFolder, target);
  if (!changed.ok) return failed(storeMessage(changed.error, config.dataFolder));
  terminal.print(`${changed.value} keys are wrapped with a new master key.`);
  if (target !== undefined)
    terminal.say(`Start the relay with AI_FRAME_MASTER_KEY_FILE=${target} from now on.`);
  return ok(undefined);
}

export const keysRotate: CliCommand = {
  name: 'keys rotate',
  params: [],
  options: {
    now: {
      type: 'boolean',
      help: 'tokens that were signed so far end at once: everybody proves who they are again',
    },
    master: { type: 'boolean', help: 'changes the master key instead; tokens go on counting' },
    to: {
      type: 'string',
      value: '<file>',
      help: 'with --master: the file that holds the new one, made where there is none yet',
    },
  },
  summary: 'Signs tokens with a new key from the relay’s next start on, or changes the master key.',
  help: [
    'Tokens that were signed before go on counting until they end, unless --now is given.',
    'With --master the keys of all sessions are wrapped with a new master key, all or none; what they seal is not written again. Without',
    '--to the new one takes the place of the one in the data folder. Where it is given by AI_FRAME_MASTER_KEY or AI_FRAME_MASTER_KEY_FILE,',
    '--to says where the new one is. Backups from before need the former key. The relay must be stopped.',
  ].join('\n'),
  run: async (input, terminal) => {
    const isMaster = input.flag('master');
    if (isMaster && input.flag('now')) return failed('--now is about tokens: give it without --master.');
    if (!isMaster && input.text('to') !== undefined) return failed('--to goes with --master.');
    return withData(terminal, data => (isMaster ? rotateMaster : rotateTokens)(input, data, terminal));
  },
};
