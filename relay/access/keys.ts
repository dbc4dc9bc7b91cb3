import { randomBytes } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { RecordStore } from '../../shared/ports.ts';
import type { SecurityLog } from './security-log.ts';
import { SeenClock } from './seen-clock.ts';

/** The relay's own secrets, made once and kept in its store. */
export interface RelayKeys {
  readonly kid: string;
  /** Ed25519: signs session tokens. */
  readonly signing: CryptoKey;
  /**
   * By `kid`: the keys that tokens may be signed with, the former ones too until their last token has
   * expired.
   */
  readonly checking: ReadonlyMap<string, CryptoKey>;
  /** Keys the HMAC under which share codes are stored. */
  readonly codeSecret: Uint8Array;
}

/** A key that signs no more. */
interface FormerKey {
  readonly kid: string;
  /** The public half. */
  readonly jwk: JWK;
  /** ms since epoch; after it nothing that the key signed counts. */
  readonly until: number;
}

interface KeyRecord {
  readonly kid: string;
  readonly jwk: JWK;
  readonly codes: string;
  readonly former?: readonly FormerKey[];
  /** Rotated, and not in the security log yet. */
  readonly isNews?: boolean;
}

const NAME = ['keys', 'relay'] as const;

async function newSigningKey(): Promise<Pick<KeyRecord, 'kid' | 'jwk'>> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(jwk), jwk };
}

function openHalf({ d: _secret, ...open }: JWK): JWK {
  return open;
}

async function readRecord(store: RecordStore): Promise<KeyRecord> {
  if (!(await store.get(...NAME))) {
    const made = { ...(await newSigningKey()), codes: randomBytes(32).toString('base64url') };
    await store.put(...NAME, made, true);
  }
  return (await store.get(...NAME)) as unknown as KeyRecord;
}

/** Loads the keys, and logs a rotation that was not logged yet. Rejects only where the store does. */
export async function loadKeys(store: RecordStore, log?: SecurityLog, now = Date.now()): Promise<RelayKeys> {
  const { isNews, ...record } = await readRecord(store);
  const { kid, jwk, codes, former = [] } = record;
  if (isNews && log) {
    log({ event: 'keys.rotated', kid });
    await store.put(...NAME, record);
  }
  const open = [{ kid, jwk: openHalf(jwk) }, ...former.filter(({ until }) => until > now)];
  const checking = await Promise.all(
    open.map(async each => [each.kid, (await importJWK(each.jwk, 'EdDSA')) as CryptoKey] as const),
  );
  return {
    kid,
    signing: (await importJWK(jwk, 'EdDSA')) as CryptoKey,
    checking: new Map(checking),
    codeSecret: Buffer.from(codes, 'base64url'),
  };
}

/**
 * Makes a new key that signs from the relay's next start on. The former one still counts for `keepMs`, which
 * is how long a token may be used or renewed; by a clock that has jumped none is dropped. 0 makes every token
 * that was issued so far worthless. Returns the new key's id. Rejects where the store does.
 */
export async function rotateKeys(store: RecordStore, keepMs: number, now = Date.now()): Promise<string> {
  const record = await readRecord(store);
  const seen = (await SeenClock.load(store)).now();
  const former = [
    { kid: record.kid, jwk: openHalf(record.jwk), until: now + keepMs },
    ...(record.former ?? []).map(each => ({ ...each, until: Math.min(each.until, now + keepMs) })),
  ].filter(({ until }) => keepMs > 0 && until > Math.min(now, seen));
  const made = await newSigningKey();
  await store.put(...NAME, { ...made, codes: record.codes, former, isNews: true });
  return made.kid;
}
