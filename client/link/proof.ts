import { exportJWK, SignJWT } from 'jose';
import { uuidv4 } from 'lib0/random';
import type { RelayTime } from '../../shared/time.ts';
import type { Identity } from '../model/index.ts';

/**
 * Proves to one relay that this device holds its key: a JWT that is good for about a minute and for one use.
 * `audience` is the relay's `host[:port]`, as in the Host header. Undefined for a device without a key.
 */
export async function prove(
  identity: Identity,
  audience: string,
  now: RelayTime,
): Promise<string | undefined> {
  if (!identity.keys) return undefined;
  const { kty, crv, x, y } = await exportJWK(identity.keys.publicKey);
  return new SignJWT({})
    .setProtectedHeader({
      alg: 'ES256',
      typ: 'proof+jwt',
      jwk: { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' },
    })
    .setAudience(audience)
    .setIssuedAt(Math.floor(Date.parse(now) / 1000))
    .setJti(uuidv4())
    .sign(identity.keys.privateKey);
}
