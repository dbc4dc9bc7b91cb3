import { ok } from '../../shared/errors.ts';
import { rotateKeys } from '../access/index.ts';
import type { Command } from './command.ts';
import { withData } from './data.ts';

export const keysRotate: Command = {
  name: 'keys rotate',
  params: [],
  options: {
    now: {
      type: 'boolean',
      help: 'tokens that were signed so far end at once: everybody proves who they are again',
    },
  },
  summary: 'Signs tokens with a new key from the relay’s next start on.',
  help: 'Tokens that were signed before go on counting until they end, unless --now is given. The relay must be stopped.',
  run: (input, terminal) =>
    withData(terminal, async ({ storage, config }) => {
      const kid = await rotateKeys(storage.store, input.flag('now') ? 0 : config.tokenLifetimeMs);
      terminal.print(`Tokens are signed with a new key, ${kid}.`);
      return ok(undefined);
    }),
};
