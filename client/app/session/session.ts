import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { type Presence, SessionDocument, upgrade } from '../../../shared/session/index.ts';
import type { Disk, DocumentDisk, LoadReport } from '../../disk/index.ts';
import { type Link, openLink, type RelayApi, type SessionApi } from '../../link/index.ts';
import {
  deviceNow,
  type Identity,
  type LibraryEntry,
  type NoticeAction,
  type OpenSession,
  type Permission,
  type Profile,
} from '../../model/index.ts';
import { describeStatus } from '../../view/index.ts';
import { createEditing, type Editing } from '../editing/editing.ts';
import { createSessionAssets, type SessionAssets } from '../editing/session-assets.ts';
import { createRefusals } from '../rebase/refusals.ts';
import { createService, type View } from '../service/index.ts';
import { createDocumentSignals } from './document-signals.ts';
import { Introduction } from './introduction.ts';
import type { LibraryStore } from './library.ts';
import { keepLibraryEntry } from './library-entry.ts';

/** The open session: its document, the disk and the link that hold it, and what the person sees of it. */
export interface LiveSession {
  readonly id: SessionId;
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
  readonly editing: Editing;
  readonly open: OpenSession;
  readonly api: SessionApi;
  readonly assets: SessionAssets;
  setPresence(presence: Presence): void;
  /** Writes this person's name and colour, where they are new. */
  introduce(profile: Profile): void;
  /** True where edits are in this tab's memory and nowhere else: leaving would lose them. */
  isAtRisk(): boolean;
  /** Writes everything again after a failure of the disk; restores a session that another tab deleted. */
  retryDisk(): Promise<void>;
  /** Writes what is pending, and closes everything that the session consists of. */
  close(): Promise<void>;
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
  const document = new SessionDocument();
  document.role = entry.role;
  const disk = deviceDisk.attachDocument(id, document);
  const settled = await disk.settled;
  options.onLoaded(settled.ok ? settled.value : settled.error);
  upgrade(document.doc);

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
    originOf: disk.originOf,
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
  const isOn = computed(() => link.standing.value?.settings.allow_editing ?? disk.metadata.value.editing);
  const permission = computed<Permission>(() => {
    const role = link.role.value;
    if (role === 'viewer') return 'viewer';
    return role === 'editor' && !isOn.value ? 'editing-off' : 'edit';
  });

  const assets = createSessionAssets(document);
  const { name, frames, participants, stop: stopSignals } = createDocumentSignals(document, entry.name);
  const introduction = new Introduction({
    editing,
    link,
    user,
    profile: options.profile,
    isKnown: entry.role === 'host' && (access === undefined || document.doc.store.clients.size > 0),
  });
  const { refusals, close: closeRefusals } = createRefusals({
    document,
    disk,
    link,
    api: own,
    name,
    writer: computed(() => ({ user, role: link.role.value, editing: isOn.value })),
    deviceDisk,
    library,
    report: options.onRefused,
    onRebased: (lostUndo, paths) => {
      introduction.repeat(paths.some(path => path.root === 'participants'));
      options.onRebased(lostUndo);
    },
    forget: options.forget,
  });
  const open: OpenSession = {
    name,
    role: link.role,
    permission,
    user,
    disk: disk.state,
    link: link.state,
    status: computed(() => describeStatus(disk.state.value, link.state.value, refusals.state.value)),
    peers: link.peers,
    participants,
    frames,
    objectCount: editing.objectCount,
    hiddenCount: editing.hiddenCount,
    selection: editing.selection,
    selected: editing.selected,
    history: editing.history,
    brought: assets.list,
    refusals,
    service: service.service,
    blobs: service.blobs,
  };
  introduction.start();
  const stopPermissions = keepPermissions(document, disk, { role: link.role, permission, isOn });
  const fields = computed(() => ({
    name: name.value,
    objects: editing.objectCount.value,
    role: link.role.value,
    waiting: waiting.value,
  }));
  const isDiskFailed = computed(() => disk.state.value.state === 'failed');
  const stopEntry = keepLibraryEntry(fields, isDiskFailed, changed => void library.patch(id, changed));

  return {
    id,
    document,
    disk,
    link,
    editing,
    open,
    api: own,
    assets,
    setPresence: presence => link.setPresence(presence),
    introduce: profile => introduction.change(profile),
    isAtRisk: () => {
      const state = disk.state.peek();
      return state.state === 'failed' && state.changes > 0 && link.state.peek().waiting > 0;
    },
    retryDisk: async () => {
      const before = disk.state.peek();
      const wasDeleted = before.state === 'failed' && before.error.code === 'disk/deleted';
      const written = await disk.retry();
      if (!written.ok || !wasDeleted) return;
      if (access) await deviceDisk.access.set(id, access);
      await library.restore({ ...entry, ...fields.peek(), opened: deviceNow() });
    },
    close: async () => {
      service.close();
      // Another tab may have made a newer generation: this one adopts it while it can.
      await disk.flush();
      closeRefusals();
      // The link reports its last count, which the library keeps.
      link.close();
      stopEntry();
      stopSignals();
      stopPermissions();
      editing.close();
      assets.close();
      await disk.close();
      document.destroy();
    },
  };
}

/** Keeps the document's permissions as the relay last said, and notes them for a start without a relay. */
function keepPermissions(
  document: SessionDocument,
  disk: DocumentDisk,
  now: {
    readonly role: Link['role'];
    readonly permission: ReadonlySignal<Permission>;
    readonly isOn: ReadonlySignal<boolean>;
  },
): () => void {
  const stops = [
    effect(() => {
      document.role = now.role.value;
      document.editing = now.permission.value !== 'editing-off';
    }),
    effect(() => {
      const editing = now.isOn.value;
      if (disk.metadata.peek().editing !== editing)
        disk.updateMetadata(metadata => ({ ...metadata, editing }));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
