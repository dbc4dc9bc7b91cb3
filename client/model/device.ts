import type { UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';

/**
 * Who this device is. With a key, `user` is the RFC 7638 thumbprint of its public half and the private half never leaves the browser.
 * Without one (pages that are not a secure context have no WebCrypto), `user` is a random id and the relay's own answer counts.
 */
export interface Identity {
  readonly user: UserId;
  /** ECDSA P-256; the private key is not extractable. */
  readonly keys: CryptoKeyPair | undefined;
}

/** What the relay granted this device for one session. The token is a secret: never in a URL, never in a log. */
export interface Access {
  readonly token: string;
  /** ms since epoch, by the relay's clock. */
  readonly expires: number;
  readonly role: Role;
  readonly user: UserId;
}
