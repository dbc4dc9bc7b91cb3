import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type AppError, describe, type Result } from '../../shared/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * The outcome of a command: nothing, or one sentence for the person who gave it; empty where it was printed
 * already.
 */
export type Outcome = Result<void, string>;

export const failed = (sentence: string): Outcome => ({ ok: false, error: sentence });

/** A failure that was printed already. */
export const FAILED_AND_SAID = failed('');

/** Returns what failed and what can be done about it. */
export function sentenceOf(error: AppError): string {
  const { title, advice } = describe(error);
  return `${title}${error.detail ? ` (${error.detail})` : ''}. ${advice}`;
}

export interface Option {
  readonly type: 'boolean' | 'string';
  /** The placeholder of its value in the help. */
  readonly value?: string;
  readonly help: string;
}

export interface Input {
  /** The values of the command's `params`, in order. */
  readonly params: readonly string[];
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
}

export interface CliCommand {
  /** One word, or two. */
  readonly name: string;
  /** Its required parameters, as the help shows them: `<session>`. */
  readonly params: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** More for a person to know before using it. */
  readonly help: string;
  readonly run: (input: Input, terminal: Terminal) => Promise<Outcome>;
}

const spelled = (name: string, { value }: Option): string => `--${name}${value ? ` ${value}` : ''}`;

export const usageOf = ({ name, params, options }: CliCommand): string =>
  [
    'ai-frame',
    name,
    ...params,
    ...Object.entries(options).map(([key, option]) => `[${spelled(key, option)}]`),
  ].join(' ');

export function helpOf(command: CliCommand): string {
  const rows = Object.entries(command.options).map(
    ([name, option]) => [spelled(name, option), option.help] as const,
  );
  const width = Math.max(0, ...rows.map(([spelling]) => spelling.length));
  const options = rows.map(([spelling, help]) => `  ${spelling.padEnd(width)}  ${help}`);
  return [
    command.summary,
    '',
    `Usage: ${usageOf(command)}`,
    ...(options.length > 0 ? ['', ...options] : []),
    '',
    command.help,
  ].join('\n');
}

export type Parsed =
  | { readonly type: 'input'; readonly input: Input }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly sentence: string };

/** Parses the arguments after the command's name. */
export function parseInput(command: CliCommand, args: readonly string[]): Parsed {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) return { type: 'help' };
    if (positionals.length !== command.params.length) {
      const wanted = command.params.join(' ') || 'nothing';
      return { type: 'wrong', sentence: `“${command.name}” takes ${wanted}.` };
    }
    const text = (name: string): string | undefined => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    };
    return { type: 'input', input: { params: positionals, flag: name => values[name] === true, text } };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!(error instanceof TypeError) || !code.startsWith('ERR_PARSE_ARGS')) throw error;
    return { type: 'wrong', sentence: error.message };
  }
}
