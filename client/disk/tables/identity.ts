import { calculateJwkThumbprint, exportJWK } from 'jose';
import { z } from 'zod';
import { ok, type Result } from '../../../shared/errors.ts';
import { isUserId, type UserId } from '../../../shared/ids.ts';
import type { Identity } from '../../model/index.ts';
import type { Tables } from './tables.ts';

const KEY = 'identity';

const stored = z.object({
  user: z.custom<UserId>(isUserId),
  keys: z
    .object({ privateKey: z.custom<CryptoKey>(isKey), publicKey: z.custom<CryptoKey>(isKey) })
    .optional(),
});

function isKey(value: unknown): value is CryptoKey {
  return 'CryptoKey' in globalThis && value instanceof CryptoKey;
}

const read = (value: unknown): Identity | undefined => {
  const parsed = stored.safeParse(value);
  return parsed.success ? { user: parsed.data.user, keys: parsed.data.keys } : undefined;
};

/**
 * Returns this device's identity, created at the first call: of several tabs the first one wins. An identity
 * without a key (created on a page that was no secure context) is replaced as soon as a key can be generated.
 */
export async function deviceIdentity(tables: Tables): Promise<Result<Identity>> {
  const found = await tables.get('settings', KEY);
  if (!found.ok) return found;
  const old = read(found.value);
  const canSign = globalThis.crypto.subtle !== undefined;
  if (old && (old.keys || !canSign)) return ok(old);
  const fresh = canSign ? await generate() : { user: randomUser(), keys: undefined };
  const changed = await tables.change('settings', KEY, value => {
    const winner = read(value);
    return winner && (winner.keys || !canSign) ? value : fresh;
  });
  return changed.ok ? ok(read(changed.value) ?? fresh) : changed;
}

async function generate(): Promise<Identity> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const user = (await calculateJwkThumbprint(await exportJWK(keys.publicKey), 'sha256')) as UserId;
  return { user, keys };
}

/** 128 random bits in hex: `crypto.randomUUID` is missing where `crypto.subtle` is. */
function randomUser(): UserId {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('') as UserId;
}
