import { ok } from '../../shared/errors.ts';
import type { CliCommand } from './command.ts';

export const serve: CliCommand = {
  name: 'serve',
  params: [],
  options: {},
  summary: 'Runs the relay, like “npm start”.',
  help: 'It prints one line when it is ready, and stops on SIGTERM and Ctrl-C. PORT, HOST and the other settings are in docs/operating.md.',
  run: async () => {
    // The relay's own entry: to load it is to start it.
    await import('../main.ts');
    return ok(undefined);
  },
};
