import type { ErrorCode } from '../../shared/errors.ts';
import type { UserId } from '../../shared/ids.ts';
import type { Authors } from '../../shared/relay-messages.ts';
import type { Edit, Role } from '../../shared/session/index.ts';
import type { DeviceTime } from '../../shared/time.ts';

/**
 * This device's identity. With a key, `user` is the RFC 7638 thumbprint of its public half and the private
 * half never leaves the browser. Without one (pages that are not a secure context have no WebCrypto), `user`
 * is a random id and the relay's own answer counts.
 */
export interface Identity {
  readonly user: UserId;
  /** ECDSA P-256; the private key is not extractable. */
  readonly keys: CryptoKeyPair | undefined;
}

/**
 * The relay's grant to this device for one session. The token is a secret: never in a URL, never in a log.
 */
export interface Access {
  readonly token: string;
  readonly expires: DeviceTime;
  readonly role: Role;
  readonly user: UserId;
}

/**
 * The data of a session that this device knows beside its document. Kept with the document, and never synced.
 */
export interface SessionMetadata {
  /** Names the history that the document belongs to; undefined before the first contact with a relay. */
  readonly epoch: string | undefined;
  /** Whose Yjs client ids are whose, by the relay's word. */
  readonly authors: Authors;
  /** False where the relay last said that the host has turned editing off for everybody else. */
  readonly editing: boolean;
  /** Yjs client ids that this device has written under; the relay may not have all of it yet. */
  readonly clients: readonly number[];
  /**
   * A checkpoint of the document as it was when the relay last had all of it; undefined where it has, and
   * where that is not known.
   */
  readonly mark: Uint8Array | undefined;
  /** The number of rebases on this device. */
  readonly generation: number;
  readonly kept: KeptEdits | undefined;
}

/** Edits that the relay did not take, until the person has decided what becomes of them. */
export interface KeptEdits {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly edits: readonly Edit[];
  /** The host was asked to let them in. */
  readonly asked: boolean;
}

/** Now, by this device's clock. Lengths of time are measured by `performance.now()`, which nobody sets. */
export const deviceNow = (): DeviceTime => Date.now() as DeviceTime;

/** When the day of `time` began, where this device is. */
export const midnightOf = (time: DeviceTime): DeviceTime => new Date(time).setHours(0, 0, 0, 0) as DeviceTime;
