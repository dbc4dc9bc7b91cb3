import { CorruptData } from '../storage/index.ts';
import { type CliCommand, failed, helpOf, type Outcome, parseInput, usageOf } from './command.ts';
import { CLI_COMMANDS } from './commands.ts';
import type { Terminal } from './terminal.ts';

/**
 * 0: done; 1: it failed, and one sentence says why; 2: it was asked for in a way that it does not understand.
 */
export type ExitCode = 0 | 1 | 2;

function overview(): string {
  const width = Math.max(...CLI_COMMANDS.map(({ name }) => name.length));
  return [
    'ai-frame: runs a relay, and looks after its data folder.',
    '',
    'Usage: ai-frame <command> [options]',
    '',
    ...CLI_COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'ai-frame <command> --help says more. Settings are environment variables, the same as for the relay: docs/operating.md.',
    'Exit codes: 0 done, 1 failed, 2 not understood.',
  ].join('\n');
}

function find(
  args: readonly string[],
): { readonly command: CliCommand; readonly rest: readonly string[] } | undefined {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    const command = CLI_COMMANDS.find(each => each.name === name);
    if (command) return { command, rest: args.slice(words) };
  }
  return undefined;
}

/**
 * A disk that is full and a file that is not there are answers; everything else that is thrown is a mistake
 * of ours.
 */
async function attempt(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    const isSystem = error instanceof Error && 'syscall' in error;
    if (!isSystem && !(error instanceof CorruptData)) throw error;
    return failed(`It failed: ${error.message}.`);
  }
}

/** Runs the command that the arguments (without the program's own name) name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const found = find(args);
  if (!found) {
    const [first] = args;
    if (first === '--help' || first === '-h' || first === 'help') {
      terminal.print(overview());
      return 0;
    }
    terminal.say(
      first === undefined ? overview() : `There is no command “${first}”. “ai-frame --help” lists them.`,
    );
    return 2;
  }
  const parsed = parseInput(found.command, found.rest);
  switch (parsed.type) {
    case 'help':
      terminal.print(helpOf(found.command));
      return 0;
    case 'wrong':
      terminal.say(`${parsed.sentence}\nUsage: ${usageOf(found.command)}`);
      return 2;
    case 'input': {
      const outcome = await attempt(() => found.command.run(parsed.input, terminal));
      if (!outcome.ok && outcome.error !== '') terminal.say(outcome.error);
      return outcome.ok ? 0 : 1;
    }
  }
}
