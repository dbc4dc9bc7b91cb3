import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

/**
 * AES-256-GCM, as everything at rest is sealed: nonce (12 bytes), ciphertext, tag (16 bytes).
 *
 * Nonces are random and never counted: a folder that is put back from a backup would count from the same
 * number again, under the same key, for other bytes. At random, 2^32 rows may be sealed with one key; a
 * session of ten changes a second reaches that after thirteen years.
 *
 * The identity of a row (its kind, session and number) is bound to it as additional data: moved to another
 * place the row does not open.
 */

const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Bytes that sealing adds. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Thrown for stored data that cannot be read: damaged, cut short, moved, or sealed with another key. It costs
 * what it belongs to, nothing else.
 */
export class CorruptData extends Error {
  override readonly name = 'CorruptData';
  /** `what` goes into logs: a place, never content. */
  constructor(what: string, cause?: unknown) {
    super(`cannot be read: ${what}`, { cause });
  }
}

/** Asking the system for 12 bytes at a time costs more than the sealing. */
const POOL = Buffer.allocUnsafe(NONCE_BYTES * 512);
let used = POOL.length;

function newNonce(): Buffer {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  const nonce = Buffer.from(POOL.subarray(used, used + NONCE_BYTES));
  used += NONCE_BYTES;
  return nonce;
}

/** Seals `plain` for the place that `place` names. */
export function seal(key: KeyObject, place: string, plain: Uint8Array): Buffer {
  const nonce = newNonce();
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens what was sealed for `place` and `bound` behind it. Throws `CorruptData`, which names the place alone.
 */
export function unseal(key: KeyObject, place: string, sealed: Uint8Array, bound = ''): Uint8Array {
  if (sealed.length < SEAL_BYTES) throw new CorruptData(place);
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place + bound));
  decipher.setAuthTag(sealed.subarray(tagAt));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]);
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  } catch (error) {
    throw new CorruptData(place, error);
  }
}

/** JSON, sealed, in base64: what a record holds. */
export const sealJson = (key: KeyObject, place: string, value: unknown): string =>
  seal(key, place, Buffer.from(JSON.stringify(value))).toString('base64');

/** As `unseal`. */
export function unsealJson(key: KeyObject, place: string, sealed: unknown, bound = ''): unknown {
  if (typeof sealed !== 'string') throw new CorruptData(place);
  return JSON.parse(Buffer.from(unseal(key, place, Buffer.from(sealed, 'base64'), bound)).toString());
}
