import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Tells whoever runs the relay by a token that only they know; nobody where there is none. Takes the same
 * time for every answer.
 */
export function operatorCheck(secret: string | undefined): (token: string | undefined) => boolean {
  if (secret === undefined) return () => false;
  const expected = digest(secret);
  return token => token !== undefined && timingSafeEqual(digest(token), expected);
}
