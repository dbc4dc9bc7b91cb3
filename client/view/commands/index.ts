import type { IconName } from '../icons.ts';
import { texts } from '../text/index.ts';
import { ALIGN } from './align.ts';
import type { Command, CommandContext } from './command.ts';
import { SELECTION } from './selection.ts';
import { PAGES, SESSION } from './session.ts';
import { TOOLS } from './tools.ts';

const ALL = { ...TOOLS, ...SELECTION, ...SESSION, ...ALIGN, ...PAGES };

export type CommandId = keyof typeof ALL;

/**
 * All that a person can do in a session, once, whichever surface shows it. Those of a group stand together.
 */
export const COMMANDS: Readonly<Record<CommandId, Command>> = ALL;

/** The ids, as the table has them. */
export const COMMAND_IDS = Object.keys(ALL) as readonly CommandId[];

/** A command as it is now: what a surface draws. */
export interface ShownCommand {
  readonly label: string;
  /** For where there is little room. */
  readonly short: string;
  /** The command's effect, in more words; undefined where the label says it. */
  readonly hint: string | undefined;
  readonly icon: IconName;
  readonly isOffered: boolean;
  /** Undefined for what is not on or off. */
  readonly isOn: boolean | undefined;
  /** Why it cannot be run now; undefined where it can. */
  readonly blocked: string | undefined;
}

/** Reads signals: inside an effect, a computed or a component it is followed. */
export function describeCommand(id: CommandId, context: CommandContext): ShownCommand {
  const { icon, words, isOffered, isOn, blocked } = COMMANDS[id];
  const { label, short = label, hint } = words?.(context) ?? texts.commands.NAMES[id];
  return {
    label,
    short,
    hint,
    icon,
    isOffered: isOffered?.(context) ?? true,
    isOn: isOn?.(context),
    blocked: blocked?.(context),
  };
}

/** Runs it, unless something is in its way. */
export function runCommand(id: CommandId, context: CommandContext): void {
  const { blocked, run } = COMMANDS[id];
  if (blocked?.(context) === undefined) run(context);
}
