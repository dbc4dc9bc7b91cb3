import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import type { RelayConfig } from './config.ts';

/**
 * Returns this machine's address in the local network, the first that is one; undefined where there is none.
 */
function lanAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap(each => each ?? [])
    .find(each => each.family === 'IPv4' && !each.internal && !each.address.startsWith('169.254.'))?.address;
}

/**
 * Returns the lines that tell how to reach this relay from another device; empty where it listens on this
 * machine only.
 */
export function reachabilityLines(
  port: number,
  { host, publicUrl, tls }: Pick<RelayConfig, 'host' | 'publicUrl' | 'tls'>,
): string[] {
  if (publicUrl !== undefined) return [`For everybody: ${publicUrl}`, renderUnicodeCompact(publicUrl)];
  if (host !== undefined && host !== '0.0.0.0' && host !== '::') return [];
  const address = lanAddress();
  if (address === undefined) return [];
  const url = `${tls ? 'https' : 'http'}://${address}:${port}`;
  const lines = [`On your network: ${url}`, renderUnicodeCompact(url)];
  if (tls) return lines;
  return [
    ...lines,
    'Browsers allow AR on https:// and localhost only. For a headset put HTTPS in front, or use a cable:',
    `“adb reverse tcp:${port} tcp:${port}”, then open http://localhost:${port} on it.`,
  ];
}
