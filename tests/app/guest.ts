import type { LiveSession } from '../../client/app/session/session.ts';
import { relayApi, type SessionApi } from '../../client/link/index.ts';
import type { SessionId } from '../../shared/ids.ts';
import { type Device, live, open, shared } from '../link/harness.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { place } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { openApp, placeIn, type Tab } from './device.ts';
import { onRelay } from './people.ts';

/** A session on a real relay, and its host, who is there. */
export interface Scene {
  readonly url: string;
  readonly host: Device;
  /** As the host. */
  readonly api: SessionApi;
  readonly id: SessionId;
}

/** An address where there is no relay. */
export const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

/** What the device keeps of what the relay did not take. */
export const kept = (session: LiveSession) => session.open.refusals.state.peek();

export async function enter(app: Tab, id: SessionId): Promise<LiveSession> {
  await app.lifecycle.openById(id);
  const session = app.lifecycle.session.peek();
  if (!session) throw new Error('the session did not open');
  return session;
}

/** The guest is in as an editor and has placed something that is on the relay. */
export async function together(): Promise<Scene & { readonly app: Tab; readonly session: LiveSession }> {
  const { url } = await relayOn();
  const host = await open(url);
  place(host.document, 'of the host');
  await live(host);
  const code = await shared(host, 'editor', url);
  const app = await openApp(url);
  const entry = await app.library.join(code, 'Guest');
  if (!entry.ok) throw new Error(entry.error.code);
  const { id } = entry.value;
  const session = await enter(app, id);
  await until(() => session.link.state.peek().state === 'live', 'the guest to be in');
  placeIn(session, 'before');
  await onRelay(session);
  const api = relayApi(url, host.identity).session(id, host.link.access);
  return { url, host, id, api, app, session };
}
