import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { cutText } from '../../shared/text.ts';

/** An HTTP request's claim about the address that it was sent to. */
export interface Addressed {
  readonly protocol: string;
  /** The Host header: anything the client likes. */
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

/** The longest origin in a log line. */
const ORIGIN_MAX_CHARS = 200;

/** Returns the origin that a refused request names, cut for the log. */
export const refusedOrigin = ({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders): string =>
  cutText(origin ?? String(site), ORIGIN_MAX_CHARS);

/** The addresses that devices may know this relay under. */
export class Addresses {
  readonly #publicUrl: URL | undefined;
  readonly #guests: readonly string[];

  /**
   * `publicUrl`: the origin that people use, where it is not what requests say; without one every request is
   * believed. `guests`: origins of other sites whose pages are welcome.
   */
  constructor(publicUrl: string | undefined, guests: readonly string[]) {
    this.#publicUrl = publicUrl === undefined ? undefined : new URL(publicUrl);
    this.#guests = guests;
  }

  /**
   * Returns the hosts that a proof may name. A relay that knows its public address takes no other one from a
   * request: a proof that somebody else's relay was given would otherwise count here, sent on under that
   * relay's name.
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

  /**
   * Whether a request may do anything here: one rule for the API and for sockets. A page sends its origin
   * (`Origin`; `null` is a page of nowhere, so not ours), and where a browser leaves that out it still sends
   * `Sec-Fetch-Site`. Programs that are no browser send neither, and are let in.
   */
  isWelcomeFrom({ origin, host = '', 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
    if (origin !== undefined) return this.isWelcome(origin, host);
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  /** Returns the origin to show to other people. */
  origin({ protocol, host }: Addressed): string {
    return this.#publicUrl?.origin ?? `${protocol}://${host}`;
  }
}
