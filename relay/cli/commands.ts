import { backupCommand, restoreCommand } from './backup.ts';
import type { CliCommand } from './command.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keysRotate } from './keys.ts';
import { serve } from './serve.ts';
import { sessions } from './sessions.ts';
import { verify } from './verify.ts';

/** Everything that `ai-frame` does, in the order of its help. */
export const CLI_COMMANDS: readonly CliCommand[] = [
  serve,
  sessions,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  keysRotate,
  verify,
];
