import { resolve } from 'node:path';
import { type AppError, ok } from '../../shared/errors.ts';
import { backUp, restore } from '../backup/index.ts';
import { storeMessage } from '../messages.ts';
import { type CliCommand, failed, type Outcome, sentenceOf } from './command.ts';
import { dataIn, settings } from './data.ts';

const refused = (error: AppError, folder: string): Outcome =>
  failed(error.code.startsWith('store/') ? storeMessage(error, folder) : sentenceOf(error));

export const backupCommand: CliCommand = {
  name: 'backup',
  params: ['<file>'],
  options: {},
  summary: 'Writes everything into one file, also while the relay runs.',
  help: [
    'It holds one moment of all sessions, sealed as they are in the data folder. The master key is not in it: keep that in another place,',
    'since without it nobody can read the backup. A session that is deleted later is still in the backups from before; delete those, or',
    'change the master key and destroy the old one.',
  ].join('\n'),
  run: async ({ params }, terminal) => {
    const config = settings();
    if (!config.ok) return config;
    const folder = dataIn(config.value);
    if (!folder.ok) return folder;
    const target = resolve(params[0] ?? '');
    const onProgress = (done: number, total: number): void => terminal.progress('Copying files', done, total);
    const done = await backUp({ folder: folder.value, target, onProgress });
    if (!done.ok) return refused(done.error, folder.value);
    terminal.print(target);
    terminal.say('The master key is not in it: keep that in another place.');
    return ok(undefined);
  },
};

export const restoreCommand: CliCommand = {
  name: 'restore',
  params: ['<file>'],
  options: {},
  summary: 'Makes a data folder of a backup.',
  help: [
    'AI_FRAME_DATA says where: the folder must be empty, but for master.key where the key was kept there, or not be there yet. Otherwise',
    'the key is given with AI_FRAME_MASTER_KEY or AI_FRAME_MASTER_KEY_FILE. Every session begins a new history: devices that have edited',
    'since the backup was taken are asked what to do with their copies, and nothing is merged silently.',
  ].join('\n'),
  run: async ({ params }, terminal) => {
    const config = settings();
    if (!config.ok) return config;
    const { dataFolder: folder, masterKey } = config.value;
    const done = await restore({
      backup: resolve(params[0] ?? ''),
      folder,
      masterKey,
      onProgress: files => terminal.progress('Restoring files', files, Number.POSITIVE_INFINITY),
    });
    if (done.ok) {
      const { sessions, unreadable } = done.value;
      for (const each of unreadable) terminal.say(`Damaged when the backup was taken: ${each}.`);
      if (unreadable.length > 0) terminal.say('It stays as it is; “ai-frame verify” says more.');
      terminal.print(`${folder}: ${sessions} sessions`);
      return ok(undefined);
    }
    return refused(done.error, folder);
  },
};
