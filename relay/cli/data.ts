import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '../../shared/errors.ts';
import { AccessControl, readOnlyAccess } from '../access/index.ts';
import { type RelayConfig, readConfig } from '../config.ts';
import { storeMessage } from '../messages.ts';
import { type CorruptData, openStorage, openStorageToRead, type Storage } from '../storage/index.ts';
import type { Outcome } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The settings, or one sentence. */
export function settings(): Result<RelayConfig, string> {
  const read = readConfig();
  return read.ok ? { ok: true, value: read.config } : { ok: false, error: read.sentence };
}

/** The data folder, where there is one. */
export function dataIn({ dataFolder }: RelayConfig): Result<string, string> {
  if (existsSync(join(dataFolder, 'relay.mdb'))) return ok(dataFolder);
  return {
    ok: false,
    error: `There is no relay’s data in ${dataFolder}: say where it is with AI_FRAME_DATA.`,
  };
}

/** A relay's data, opened to be read. */
export interface ReadData {
  readonly storage: Storage;
  readonly access: Pick<AccessControl, 'sessions' | 'members'>;
}

/** A relay's data, opened for this command alone. */
export interface Data {
  readonly config: RelayConfig;
  readonly storage: Storage;
  readonly access: AccessControl;
}

const leftOut =
  (terminal: Terminal) =>
  (error: CorruptData): void =>
    terminal.say(`Left out: ${error.message}`);

/**
 * Opens the data folder to read it, does `work`, and closes it again, whatever comes of it. Writes nothing; a
 * relay may be running on the folder.
 */
export async function withReadData(
  terminal: Terminal,
  work: (data: ReadData) => Promise<Outcome>,
): Promise<Outcome> {
  const config = settings();
  if (!config.ok) return config;
  const found = dataIn(config.value);
  if (!found.ok) return found;
  const { dataFolder: folder, masterKey } = config.value;
  const opened = await openStorageToRead({ folder, masterKey, onUnreadable: leftOut(terminal) }, false);
  if (!opened.ok) return { ok: false, error: storeMessage(opened.error, folder) };
  const { storage, doubts } = opened.value;
  try {
    for (const doubt of doubts) terminal.say(`Doubtful in relay.mdb: ${doubt}. “ai-frame verify” says more.`);
    return await work({ storage, access: await readOnlyAccess(storage.store) });
  } finally {
    await storage.store.close();
  }
}

/**
 * Opens the data folder, does `work`, and closes it again, whatever comes of it. No relay may be running on
 * the folder. Only with `mayMake` is one made where there is none.
 */
export async function withData(
  terminal: Terminal,
  work: (data: Data) => Promise<Outcome>,
  mayMake = false,
): Promise<Outcome> {
  const config = settings();
  if (!config.ok) return config;
  const { dataFolder: folder, masterKey } = config.value;
  const found = dataIn(config.value);
  if (!found.ok && !mayMake) return found;
  const opened = await openStorage({
    folder,
    masterKey,
    onUnreadable: leftOut(terminal),
  });
  if (!opened.ok) return { ok: false, error: storeMessage(opened.error, folder) };
  const storage = opened.value;
  try {
    if (storage.warning) terminal.say(`Warning: ${storage.warning}`);
    return await work({
      config: config.value,
      storage,
      access: await AccessControl.open(storage.store, config.value),
    });
  } finally {
    await storage.store.close();
  }
}
