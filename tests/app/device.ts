import 'fake-indexeddb/auto';
import WebSocket from 'ws';
import { createNotices, type Notices } from '../../client/app/notices.ts';
import { Joining } from '../../client/app/session/joining.ts';
import { LibraryStore } from '../../client/app/session/library.ts';
import { Lifecycle } from '../../client/app/session/lifecycle.ts';
import type { LiveSession } from '../../client/app/session/session.ts';
import { type Disk, openDisk } from '../../client/disk/index.ts';
import { type RelayApi, relayApi } from '../../client/link/index.ts';
import {
  createModel,
  type Identity,
  type LibraryEntry,
  type Model,
  type Picture,
} from '../../client/model/index.ts';
import { fail, type Result } from '../../shared/errors.ts';
import { newObjectId } from '../../shared/ids.ts';
import { onCleanup } from '../support/cleanup.ts';
import { type InProcessLocks, tab } from '../support/tabs.ts';

/** What of a page the app's sessions need; Node has none of it. */
const page = {
  window: new EventTarget(),
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  location: { hash: '' },
  history: { pushState: setHash, replaceState: setHash },
  WebSocket,
  navigator: { sendBeacon },
};
function setHash(_state: unknown, _title: string, hash: string): void {
  page.location.hash = hash;
}
// From Node 21 on there is a navigator, which cannot be assigned to.
for (const [name, value] of Object.entries(page))
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

/** Like the browser's: sent, and nobody hears what became of it. */
function sendBeacon(url: URL, body: Blob): boolean {
  fetch(url, { method: 'POST', body }).catch((lost: unknown) => console.info(String(lost)));
  return true;
}

export function setVisible(isVisible: boolean): void {
  page.document.visibilityState = isVisible ? 'visible' : 'hidden';
  page.document.dispatchEvent(new Event('visibilitychange'));
}
export const wakePage = (): boolean => page.window.dispatchEvent(new Event('online'));
export const tellPage = (event: Event): boolean => page.window.dispatchEvent(event);
export const leavePage = (): boolean => page.window.dispatchEvent(new Event('pagehide'));

export const goTo = (hash: string): void => setHash(undefined, '', hash);
export const address = (): string => page.location.hash;

/** One tab of the app without its picture: the library, the lifecycle and everything below. */
export interface Tab {
  readonly model: Model;
  readonly disk: Disk;
  readonly identity: Identity;
  readonly api: RelayApi;
  readonly library: LibraryStore;
  readonly lifecycle: Lifecycle;
  readonly notices: Notices;
  readonly joining: Joining;
  /** What the next picture of the session shows. */
  readonly camera: { picture: Result<Picture> };
}

/** `base`: where the relay is, or is not. Tabs with the same `locks` are tabs of one browser. */
export async function openApp(base: string, locks?: InProcessLocks): Promise<Tab> {
  page.location.hash = '';
  const opened = await openDisk(tab(locks));
  if (!opened.ok) throw new Error(opened.error.code);
  const disk = opened.value;
  const known = await disk.identity();
  if (!known.ok) throw new Error(known.error.code);
  const identity = known.value;
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  const notices = createNotices(model.notices);
  const api = relayApi(base, identity);
  const library = new LibraryStore(disk, api, model);
  const camera: Tab['camera'] = { picture: fail('scene/no-webgl') };
  const lifecycle = new Lifecycle({
    model,
    disk,
    identity,
    api,
    base,
    library,
    notices,
    picture: async () => camera.picture,
  });
  const joining = new Joining({ disk, library, lifecycle, notices, profile: () => model.profile.peek() });
  onCleanup(async () => {
    joining.close();
    await lifecycle.abandon();
    disk.close();
  });
  return { model, disk, identity, api, library, lifecycle, notices, joining, camera };
}

export async function begin({ library, lifecycle }: Tab, name: string): Promise<LiveSession> {
  const session = await lifecycle.open(await library.create(name));
  if (!session) throw new Error('the session did not open');
  return session;
}

export function placeIn(session: LiveSession, name: string): void {
  session.editing.apply({
    gesture: undefined,
    intents: [
      {
        type: 'place-object',
        id: newObjectId(),
        kind: 'box',
        placement: { parent: null, position: [0, 1, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        fields: { name },
      },
    ],
  });
}

export async function lines({ disk }: Tab): Promise<readonly LibraryEntry[]> {
  const found = await disk.library.list();
  if (!found.ok) throw new Error(found.error.code);
  return found.value.entries;
}

export const said = ({ model }: Tab): string[] => model.notices.peek().map(({ id }) => id);
export const status = (session: LiveSession): string => session.open.status.peek().text;
