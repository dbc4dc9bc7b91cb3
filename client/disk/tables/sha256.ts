import { digest } from 'lib0/hash/sha256';

/** SHA-256 in hex: the name of a file. Pages that are no secure context have no WebCrypto and take longer. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = globalThis.crypto;
  const hash = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : digest(bytes);
  return [...hash].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
