import { randomBytes } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { RecordStore } from './records.ts';

/** The relay's own secrets, made once and kept in its store. */
export interface RelayKeys {
  readonly kid: string;
  /** Ed25519: signs and checks session tokens. */
  readonly signing: CryptoKey;
  readonly checking: CryptoKey;
  /** Keys the HMAC under which share codes are stored. */
  readonly codeSecret: Uint8Array;
}

async function newKeyRecord(): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(jwk), jwk, codes: randomBytes(32).toString('base64url') };
}

/** Rejects only where the store does. */
export async function loadKeys(store: RecordStore): Promise<RelayKeys> {
  if (!(await store.get('keys', 'relay'))) await store.put('keys', 'relay', await newKeyRecord(), true);
  const record = (await store.get('keys', 'relay')) as { kid: string; jwk: JWK; codes: string };
  const { d: _secret, ...open } = record.jwk;
  const [signing, checking] = await Promise.all([importJWK(record.jwk, 'EdDSA'), importJWK(open, 'EdDSA')]);
  return {
    kid: record.kid,
    signing: signing as CryptoKey,
    checking: checking as CryptoKey,
    codeSecret: Buffer.from(record.codes, 'base64url'),
  };
}
