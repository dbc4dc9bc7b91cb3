import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** What an HTTP request says about the address that it was sent to. */
export interface Addressed {
  readonly protocol: string;
  /** The Host header: whatever the asker likes. */
  readonly host: string;
}

/** Whether `host` (with or without a port) is this very machine, and so nobody else's relay. */
function isThisMachine(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const own = hostname().toLowerCase();
  if (name === 'localhost' || name === own || name === `${own}.local`) return true;
  if (isIP(name) === 0) return false;
  const addresses = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  return addresses.some(({ address }) => address === name);
}

/** The addresses that devices may know this relay under. */
export class Addresses {
  readonly #publicUrl: URL | undefined;
  readonly #guests: readonly string[];

  /**
   * `publicUrl`: the origin that people use, where it is not what requests say; without one every request is believed. `guests`: origins of other
   * sites whose pages are welcome.
   */
  constructor(publicUrl: string | undefined, guests: readonly string[]) {
    this.#publicUrl = publicUrl === undefined ? undefined : new URL(publicUrl);
    this.#guests = guests;
  }

  /**
   * The hosts that a proof may name. A relay that knows its public address does not take another one from a request: a proof that
   * somebody else's relay was given would otherwise count here, sent on under that relay's name.
   */
  audiences({ host }: Addressed): string[] {
    if (!this.#publicUrl) return [host];
    return isThisMachine(host) ? [this.#publicUrl.host, host] : [this.#publicUrl.host];
  }

  /** Whether a page of `origin` is this relay's own app, or of a site that is welcome. */
  isWelcome(origin: string, host: string): boolean {
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    return url.origin === this.#publicUrl?.origin || url.host === host || this.#guests.includes(url.origin);
  }

  /** The origin to hand on to other people. */
  origin({ protocol, host }: Addressed): string {
    return this.#publicUrl?.origin ?? `${protocol}://${host}`;
  }
}
