import { backupCommand, restoreCommand } from './backup.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { keysRotate } from './keys.ts';
import { serve } from './serve.ts';
import { sessions } from './sessions.ts';
import { verify } from './verify.ts';

/** Everything that `ai-frame` does, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  serve,
  sessions,
  exportCommand,
  importCommand,
  backupCommand,
  restoreCommand,
  keysRotate,
  verify,
];
