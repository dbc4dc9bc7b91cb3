import WebSocket from 'ws';
import { memoryDisk } from '../../client/disk/index.ts';
import {
  type Link,
  type LinkEnvironment,
  type LinkOptions,
  openLink,
  relayApi,
} from '../../client/link/index.ts';
import type { Access, Identity } from '../../client/model/index.ts';
import { newSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { onCleanup } from '../support/cleanup.ts';
import { until } from '../support/until.ts';

/** A device with a key of its own; its documents live in memory. */
export async function newIdentity(): Promise<Identity> {
  const disk = memoryDisk({ locks: undefined, channel: undefined, onPage: () => () => undefined });
  const identity = await disk.identity();
  disk.close();
  if (!identity.ok) throw new Error(identity.error.code);
  return identity.value;
}

export interface Wake {
  now(): void;
  /** The browser says that the network is gone. */
  offline(): void;
}

export function environment(overrides: Partial<LinkEnvironment> = {}): LinkEnvironment & { wake: Wake } {
  const listeners = new Set<() => void>();
  const offline = new Set<() => void>();
  return {
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    random: Math.random,
    onWake: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onOffline: listener => {
      offline.add(listener);
      return () => offline.delete(listener);
    },
    wake: {
      offline: () => {
        for (const listener of [...offline]) listener();
      },
      now: () => {
        for (const listener of [...listeners]) listener();
      },
    },
    ...overrides,
  };
}

/** One open session on one device. */
export interface Device {
  readonly id: SessionId;
  readonly identity: Identity;
  readonly document: SessionDocument;
  readonly link: Link;
  readonly wake: Wake;
  /** What the device would have stored. */
  readonly stored: { access: Access | undefined; waiting: number[] };
}

export async function open(base: string, options: Partial<LinkOptions> = {}): Promise<Device> {
  const identity = options.identity ?? (await newIdentity());
  const document = options.document ?? new SessionDocument();
  const around = environment(options.environment);
  const stored: Device['stored'] = { access: options.access, waiting: [] };
  const all: LinkOptions = {
    document,
    base,
    identity,
    id: newSessionId(),
    access: undefined,
    createdHere: deviceTime(1_700_000_000_000),
    waiting: 0,
    epoch: undefined,
    isOwnClient: () => false,
    onAccess: access => {
      stored.access = access;
    },
    onWaiting: waiting => stored.waiting.push(waiting),
    onEpoch: () => undefined,
    onAuthors: () => undefined,
    ...options,
    environment: around,
  };
  const link = openLink(all);
  onCleanup(() => {
    link.close();
    document.destroy();
  });
  return { id: all.id, identity, document, link, wake: around.wake, stored };
}

export const isLive = (device: Device): boolean => device.link.state.value.state === 'live';
export const waiting = (device: Device): number => device.link.state.value.waiting;
export const live = (device: Device): Promise<void> => until(() => isLive(device), 'the link to be live');

/** A device on a page that is no secure context. */
export const keyless = (): Identity => ({ user: 'f'.repeat(32) as UserId, keys: undefined });

/** A code that lets others in. */
export async function shared(host: Device, role: 'editor' | 'viewer', url: string): Promise<string> {
  const share = await relayApi(url, host.identity).session(host.id, host.link.access).createShare({ role });
  if (!share.ok) throw new Error(share.error.code);
  return share.value.code;
}

/** Somebody new, let in by a code. */
export async function joined(url: string, code: string): Promise<{ identity: Identity; access: Access }> {
  const identity = await newIdentity();
  const grant = await relayApi(url, identity).join(code, 'Guest');
  if (!grant.ok) throw new Error(grant.error.code);
  return { identity, access: grant.value.access };
}
