import { existsSync, readFileSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { flushFolder } from './file-shelf.ts';
import { newMaster } from './keyring.ts';
import { KEY_BYTES } from './seal.ts';

/** Made in the data folder where the operator gives no key. */
const FILE = 'master.key';

/** A key as people write it: base64 of 32 bytes. Undefined for anything else. */
export function parseMaster(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  return key.length === KEY_BYTES && key.toString('base64') === trimmed ? key : undefined;
}

const formatMaster = (key: Uint8Array): string => `${Buffer.from(key).toString('base64')}\n`;

/** The key that lies in the data folder, or one that is made there; `isNew` says which. Fails with `store/key` where it cannot be read. */
export async function masterIn(
  folder: string,
): Promise<Result<{ readonly key: Uint8Array; readonly isNew: boolean }>> {
  const path = join(folder, FILE);
  if (!existsSync(path)) await make(path, folder);
  else return read(path, false);
  return read(path, true);
}

export const hasMaster = (folder: string): boolean => existsSync(join(folder, FILE));

function read(path: string, isNew: boolean): Result<{ readonly key: Uint8Array; readonly isNew: boolean }> {
  const key = parseMaster(readFileSync(path, 'utf8'));
  return key ? ok({ key, isNew }) : fail('store/key', `${FILE} in it holds no key`);
}

/** Whole or not at all, and flushed before anything is sealed with it. */
async function make(path: string, folder: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(formatMaster(newMaster()));
    await file.sync();
  } finally {
    await file.close();
  }
  await link(draft, path);
  await rm(draft);
  await flushFolder(folder);
}
