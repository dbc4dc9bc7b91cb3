import type { LiveSession } from '../../client/app/session/session.ts';
import { relayApi, type SessionApi } from '../../client/link/index.ts';
import type { Remote } from '../../client/model/index.ts';
import { type Device, joined, open } from '../link/harness.ts';
import { until } from '../support/until.ts';
import { status } from './device.ts';

export const onRelay = (session: LiveSession): Promise<void> =>
  until(() => status(session) === 'Saved on the relay', 'the relay');

export interface Guest {
  readonly device: Device;
  readonly api: SessionApi;
  readonly user: string;
}

/** Somebody else, on another device. */
export async function guestOf(
  url: string,
  session: LiveSession,
  role: 'editor' | 'viewer' = 'editor',
): Promise<Guest> {
  const share = await session.api.createShare({ role });
  if (!share.ok) throw new Error(share.error.code);
  const { identity, access } = await joined(url, share.value.code);
  const device = await open(url, { id: session.id, identity, access, createdHere: undefined });
  await device.link.synced;
  const api = relayApi(url, identity).session(session.id, device.link.access);
  return { device, api, user: access.user };
}

/** What the relay said last, where that is on show. */
export const ready = <T>({ value }: { readonly value: Remote<T> }): T | undefined =>
  value.state === 'ready' ? value.value : undefined;
