import { calculateJwkThumbprint, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

export const CLOCK_DIFFERS = 'the device’s clock differs from the relay’s';
export const BEFORE_START = 'from before the relay started';
const ALGORITHM = 'ES256';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const header = z.object({
  alg: z.literal(ALGORITHM),
  typ: z.literal('proof+jwt'),
  jwk: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
});
const claims = z.strictObject({
  aud: z.string().min(1).max(255),
  iat: z.number(),
  jti: z.string().min(8).max(128),
});

/** Proofs that are remembered at once; each is forgotten when its time is over anyway. */
const REMEMBERED_MAX_COUNT = 100_000;

/**
 * Checks a device's proof that it holds its key: a JWT that it signs itself, its public key in the header,
 * for this relay, for about now, once. The user id follows from the key: its RFC 7638 thumbprint.
 */
export class Proofs {
  /**
   * ms since epoch. Nobody knows any more which proofs were used before it, so none from before it counts.
   */
  readonly #began: number;
  /** Proofs already used, and when (ms) they stop being acceptable. In order of use. */
  readonly #used = new Map<string, number>();

  constructor(began: number = Date.now()) {
    this.#began = began;
  }

  /**
   * Returns the holder of the key. `audiences`: the relay's hosts, with ports, that the proof may be for.
   * Fails with `api/unauthorized`.
   */
  async check(
    proof: string,
    audiences: readonly string[],
    now: number = Date.now(),
  ): Promise<Result<UserId>> {
    try {
      const { jwk } = header.parse(decodeProtectedHeader(proof));
      const key = await importJWK(jwk, ALGORITHM);
      // Times are checked here and not by jose: a proof has no `exp`, and a clock that is ahead must be told
      // apart as well.
      const { payload } = await jwtVerify(proof, key, { algorithms: [ALGORITHM], audience: [...audiences] });
      const { iat, jti } = claims.parse(payload);
      if (Math.abs(now - iat * 1000) > LIMITS.proofLifetimeMs) {
        return fail('api/unauthorized', CLOCK_DIFFERS);
      }
      // Proofs tell the time in whole seconds.
      if (Math.floor(iat + 1) * 1000 <= this.#began) {
        return fail('api/unauthorized', BEFORE_START);
      }
      const user = (await calculateJwkThumbprint(jwk)) as UserId;
      return this.#useOnce(`${user} ${jti}`, now) ? ok(user) : fail('api/unauthorized', 'proof used before');
    } catch (error) {
      if (error instanceof errors.JOSEError) return fail('api/unauthorized', error.code);
      // Malformed JSON, a point that is not on the curve, and claims of another shape all end here.
      if (error instanceof Error) return fail('api/unauthorized', 'not a proof');
      throw error;
    }
  }

  #useOnce(name: string, now: number): boolean {
    for (const [old, until] of this.#used) {
      if (until > now && this.#used.size <= REMEMBERED_MAX_COUNT) break;
      this.#used.delete(old);
    }
    if (this.#used.has(name)) return false;
    this.#used.set(name, now + 2 * LIMITS.proofLifetimeMs);
    return true;
  }
}
