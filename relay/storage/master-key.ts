import { existsSync, readFileSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/errors.ts';
import { flushFolder } from './disk-file-store.ts';
import { type Keyring, newMaster } from './keyring.ts';
import { KEY_BYTES } from './seal.ts';

/** Made in the data folder where the operator gives no key. */
const FILE = 'master.key';
/** The one that is to follow it, while the keys are wrapped with it. */
const NEXT = 'master.key.next';

/** Parses a key as people write it: base64 of 32 bytes. Undefined for anything else. */
export function parseMaster(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  return key.length === KEY_BYTES && key.toString('base64') === trimmed ? key : undefined;
}

const formatMaster = (key: Uint8Array): string => `${Buffer.from(key).toString('base64')}\n`;

interface Found {
  readonly key: Uint8Array;
  readonly isNew: boolean;
}

/**
 * The key that lies in the data folder, or one that is made there; `isNew` says which. `opens`: whether it is
 * the one in use, so that a change that was cut short is finished or undone. Fails with `store/key` where it
 * cannot be read.
 */
export async function masterIn(
  folder: string,
  opens: (master: Uint8Array) => Promise<boolean>,
): Promise<Result<Found>> {
  const path = join(folder, FILE);
  const next = join(folder, NEXT);
  if (existsSync(next)) {
    const found = read(next);
    if (found.ok && (await opens(found.value))) await rename(next, path);
    else await rm(next);
    await flushFolder(folder);
  }
  const isNew = !existsSync(path);
  if (isNew) await make(path);
  const found = read(path);
  return found.ok ? ok({ key: found.value, isNew }) : found;
}

/**
 * As `masterIn`, and changes nothing: of the keys that lie in the folder, the one that opens. Fails with
 * `store/key` where none does.
 */
export async function masterToRead(
  folder: string,
  opens: (master: Uint8Array) => Promise<boolean>,
): Promise<Result<Uint8Array>> {
  for (const path of [join(folder, NEXT), join(folder, FILE)]) {
    if (!existsSync(path)) continue;
    const found = read(path);
    if (found.ok ? await opens(found.value) : path.endsWith(FILE)) return found;
  }
  return fail('store/key', hasMaster(folder) ? 'wrong key' : 'no key');
}

export const hasMaster = (folder: string): boolean =>
  existsSync(join(folder, FILE)) || existsSync(join(folder, NEXT));

/**
 * Wraps all keys with another master key, which is in the file `target` or is made there; undefined: in the
 * data folder, in the place of the one that is there. `keys` are the data folder's, and nothing else uses
 * them. Cut short, it is as before or done, and the key that then counts is there. Returns how many keys;
 * fails with `store/key` where `target` holds none.
 */
export async function changeMaster(
  keys: Keyring,
  folder: string,
  target: string | undefined,
): Promise<Result<number>> {
  const path = target ?? join(folder, NEXT);
  if (!existsSync(path)) await make(path);
  const next = read(path);
  if (!next.ok) return next;
  const count = await keys.changeMaster(next.value);
  if (target === undefined) await rename(path, join(folder, FILE));
  else await rm(join(folder, FILE), { force: true });
  await flushFolder(folder);
  return ok(count);
}

function read(path: string): Result<Uint8Array> {
  const key = parseMaster(readFileSync(path, 'utf8'));
  return key ? ok(key) : fail('store/key', `${path} holds no key`);
}

/** Makes a key file, whole or not at all, and flushed before anything is sealed with it. */
async function make(path: string): Promise<void> {
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
  await flushFolder(dirname(path));
}
