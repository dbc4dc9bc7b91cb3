import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { type Presence, SessionDocument, upgrade } from '../../../shared/session/index.ts';
import type { Disk, DocumentDisk, LoadReport } from '../../disk/index.ts';
import { type Link, openLink, type RelayApi, type SessionApi } from '../../link/index.ts';
import {
  type Access,
  deviceNow,
  type Identity,
  type LibraryEntry,
  type NoticeAction,
  type OpenSession,
  type Profile,
} from '../../model/index.ts';
import { describeStatus } from '../../view/index.ts';
import { createEditing, type Editing } from '../editing/editing.ts';
import { createSessionAssets, type SessionAssets } from '../editing/session-assets.ts';
import { createRefusals, type LiveRefusals } from '../rebase/refusals.ts';
import { createService, type LiveService, type View } from '../service/service.ts';
import { createDocumentSignals } from './document-signals.ts';
import { Introduction } from './introduction.ts';
import type { LibraryStore } from './library.ts';
import { type EntryFields, keepLibraryEntry } from './library-entry.ts';
import { createPermissions } from './permissions.ts';

/** The parts of an open session. */
interface Parts
  extends Pick<LiveSession, 'document' | 'disk' | 'link' | 'editing' | 'open' | 'api' | 'assets'> {
  readonly entry: LibraryEntry;
  readonly deviceDisk: Disk;
  readonly library: LibraryStore;
  readonly introduction: Introduction;
  readonly fields: ReadonlySignal<EntryFields>;
  access(): Access | undefined;
  /** Closed while the disk and the link are still open. */
  readonly service: LiveService;
  readonly refusals: LiveRefusals;
  /** Run once the link has reported its last count, which the library keeps. */
  readonly stops: readonly (() => void)[];
}

/** The open session: its document, the disk and the link that hold it, and what the person sees of it. */
export class LiveSession {
  readonly id: SessionId;
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
  readonly editing: Editing;
  readonly open: OpenSession;
  readonly api: SessionApi;
  readonly assets: SessionAssets;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.id = parts.entry.id;
    this.document = parts.document;
    this.disk = parts.disk;
    this.link = parts.link;
    this.editing = parts.editing;
    this.open = parts.open;
    this.api = parts.api;
    this.assets = parts.assets;
    this.#parts = parts;
  }

  setPresence(presence: Presence): void {
    this.link.setPresence(presence);
  }

  /** Writes this person's name and colour, where they are new. */
  introduce(profile: Profile): void {
    this.#parts.introduction.change(profile);
  }

  /** True where edits are in this tab's memory and nowhere else: leaving would lose them. */
  isAtRisk(): boolean {
    const state = this.disk.state.peek();
    return state.state === 'failed' && state.changes > 0 && this.link.state.peek().waiting > 0;
  }

  /** Writes everything again after a failure of the disk; restores a session that another tab deleted. */
  async retryDisk(): Promise<void> {
    const { entry, deviceDisk, library, fields } = this.#parts;
    const before = this.disk.state.peek();
    const wasDeleted = before.state === 'failed' && before.error.code === 'disk/deleted';
    const written = await this.disk.retry();
    if (!written.ok || !wasDeleted) return;
    const access = this.#parts.access();
    if (access) await deviceDisk.access.set(this.id, access);
    await library.restore({ ...entry, ...fields.peek(), opened: deviceNow() });
  }

  /** Writes what is pending, and closes everything that the session consists of. */
  async close(): Promise<void> {
    const { service, refusals, stops } = this.#parts;
    service.close();
    // Another tab may have made a newer generation: this one adopts it while it can.
    await this.disk.flush();
    refusals.close();
    this.link.close();
    for (const stop of stops) stop();
    this.editing.close();
    this.assets.close();
    await this.disk.close();
    this.document.destroy();
  }
}

export interface OpenOptions {
  readonly entry: LibraryEntry;
  readonly disk: Disk;
  readonly library: LibraryStore;
  readonly identity: Identity;
  readonly api: RelayApi;
  /** Where the relay is. */
  readonly base: string;
  readonly profile: Profile;
  /** Called once with what the device's copy gave, or why it could not be read. */
  readonly onLoaded: (result: LoadReport | AppError) => void;
  readonly onRefused: (error: AppError, actions?: readonly NoticeAction[]) => void;
  readonly view: View;
  /** The session was rebased; `lostUndo`: what was done before can no longer be undone. */
  readonly onRebased: (lostUndo: boolean) => void;
  /** Takes the session off this device. */
  readonly forget: () => Promise<void>;
}

/**
 * Opens a session: the device's copy first, then the link, so that edits made offline go up with the first
 * handshake. Resolves when the device's copy is there (or cannot be: then the session is open in memory, and
 * its status says so).
 */
export async function openLiveSession(options: OpenOptions): Promise<LiveSession> {
  const { entry, disk: deviceDisk, library, identity, api, base } = options;
  const { id } = entry;
  const { document, disk } = await loadDocument(options);
  const stored = await deviceDisk.access.get(id);
  let access = stored.ok ? stored.value : undefined;
  const user = identity.keys ? identity.user : (access?.user ?? identity.user);
  const editing = createEditing(document, user, options.onRefused, () => disk.metadata.value.authors);
  const waiting = signal(entry.waiting);
  const link = openLink({
    document,
    id,
    base,
    api,
    identity,
    access,
    createdHere: entry.role === 'host' ? entry.created : undefined,
    waiting: entry.waiting,
    epoch: disk.metadata.peek().epoch,
    isOwnClient: client => disk.metadata.peek().clients.includes(client),
    onAccess: granted => {
      access = granted;
      void deviceDisk.access.set(id, granted);
    },
    onWaiting: count => {
      waiting.value = count;
    },
    onEpoch: epoch => disk.updateMetadata(notes => ({ ...notes, epoch })),
    onAuthors: authors =>
      disk.updateMetadata(notes => ({ ...notes, authors: { ...notes.authors, ...authors } })),
  });

  const own = api.session(id, link.access);
  const service = createService({
    id,
    user,
    api: own,
    link,
    disk: deviceDisk,
    view: options.view,
    report: options.onRefused,
  });
  const permissions = createPermissions(document, disk, link);
  const assets = createSessionAssets(document);
  const { name, frames, participants, stop: stopSignals } = createDocumentSignals(document, entry.name);
  const introduction = new Introduction({
    editing,
    link,
    user,
    profile: options.profile,
    isKnown: entry.role === 'host' && (access === undefined || document.doc.store.clients.size > 0),
  });
  const refusals = createRefusals({
    document,
    disk,
    link,
    api: own,
    name,
    writer: computed(() => ({ user, role: link.role.value, editing: permissions.isEditingOn.value })),
    deviceDisk,
    library,
    report: options.onRefused,
    onRebased: (lostUndo, paths) => {
      introduction.repeat(paths.some(path => path.root === 'participants'));
      options.onRebased(lostUndo);
    },
    forget: options.forget,
  });
  introduction.start();
  const fields = computed<EntryFields>(() => ({
    name: name.value,
    objects: editing.objectCount.value,
    role: link.role.value,
    waiting: waiting.value,
  }));
  const isDiskFailed = computed(() => disk.state.value.state === 'failed');
  const stopEntry = keepLibraryEntry(fields, isDiskFailed, changed => void library.patch(id, changed));

  return new LiveSession({
    entry,
    deviceDisk,
    library,
    document,
    disk,
    link,
    editing,
    api: own,
    assets,
    introduction,
    fields,
    access: () => access,
    service,
    refusals,
    stops: [stopEntry, stopSignals, permissions.keep()],
    open: {
      name,
      role: link.role,
      permission: permissions.permission,
      user,
      disk: disk.state,
      link: link.state,
      status: computed(() =>
        describeStatus(disk.state.value, link.state.value, refusals.refusals.state.value),
      ),
      peers: link.peers,
      participants,
      frames,
      objectCount: editing.objectCount,
      hiddenCount: editing.hiddenCount,
      selection: editing.selection,
      selected: editing.selected,
      history: editing.history,
      brought: assets.list,
      refusals: refusals.refusals,
      service: service.service,
      blobs: service.blobs,
    },
  });
}

/** The document with the device's copy in it, upgraded to the format of this version. */
async function loadDocument({ entry, disk: deviceDisk, onLoaded }: OpenOptions): Promise<{
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
}> {
  const document = new SessionDocument();
  document.role = entry.role;
  const disk = deviceDisk.attachDocument(entry.id, document);
  const settled = await disk.settled;
  onLoaded(settled.ok ? settled.value : settled.error);
  upgrade(document.doc);
  return { document, disk };
}
