import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A device: a key of its own, and proofs that it holds it. */
export async function newDevice() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const prove = (
    url: string,
    change: {
      claims?: Record<string, unknown>;
      header?: Record<string, unknown>;
      iat?: number;
    } = {},
  ): Promise<string> =>
    new SignJWT({ aud: new URL(url).host, jti: crypto.randomUUID(), ...change.claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'proof+jwt', jwk, ...change.header })
      .setIssuedAt(change.iat)
      .sign(privateKey);
  return { jwk, prove };
}
