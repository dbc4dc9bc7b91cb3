import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';

/**
 * Whether the claims of `address`, `hop` steps away from this process, about who is behind it are trusted.
 */
export type Trusts = (address: string, hop: number) => boolean;

/** Returns whom to trust: so many proxies, or those of these addresses. Throws where one of those is none. */
export function trustsOf(trusted: number | readonly string[] | undefined): Trusts {
  if (trusted === undefined) return () => false;
  if (typeof trusted === 'number') return (_address, hop) => hop < trusted;
  const proxies = new BlockList();
  for (const each of trusted) {
    const [address = '', prefix] = each.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    proxies.addSubnet(
      address,
      prefix === undefined ? (family === 'ipv4' ? 32 : 128) : Number(prefix),
      family,
    );
  }
  return address => {
    const family = isIP(address);
    return family !== 0 && proxies.check(address, family === 4 ? 'ipv4' : 'ipv6');
  };
}

/** The bits of an IPv6 address that name a network: its members choose the rest. */
const NETWORK_BITS = 64;

/** An address with the port that it came from, as some proxies write it; the port is anybody's choice. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/** Returns the name that a client is counted under: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
  const [, v6, v4] = WITH_PORT.exec(address) ?? [];
  return normalizeIP(v6 ?? v4 ?? address, NETWORK_BITS);
}

/**
 * Returns the address that a request comes from, as far as trusted proxies tell: Fastify's `request.ip`, for
 * requests that it does not see.
 */
export function addressOf({ socket, headers }: IncomingMessage, trusts: Trusts): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const named = forwarded.map(each => each.trim()).filter(each => each !== '');
  const chain = [socket.remoteAddress ?? '', ...named.reverse()];
  return chain.find((address, hop) => !trusts(address, hop)) ?? chain.at(-1) ?? '';
}
