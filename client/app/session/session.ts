import { computed, effect, signal } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { Frame } from '../../../shared/frame.ts';
import type { SessionId } from '../../../shared/ids.ts';
import {
  mayWrite,
  type Participant,
  type Presence,
  SessionDocument,
  upgrade,
} from '../../../shared/session/index.ts';
import { browserDiskEnvironment, type Disk, type DocumentDisk, type LoadReport } from '../../disk/index.ts';
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
import type { LibraryStore } from './library.ts';

/** The open session: its document, the disk and the link that hold it, and what the person sees of it. */
export interface LiveSession {
  readonly id: SessionId;
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
  readonly editing: Editing;
  readonly open: OpenSession;
  readonly api: SessionApi;
  readonly brought: SessionAssets;
  setPresence(presence: Presence): void;
  /** Writes this person's name and colour, where they are new. */
  introduce(profile: Profile): void;
  /** True where edits are in this tab's memory and nowhere else: leaving would lose them. */
  isAtRisk(): boolean;
  /**
   * After a failure of the disk: writes everything again, and keeps a session that another tab deleted after
   * all.
   */
  retryDisk(): Promise<void>;
  /** Writes what waits and lets everything go. */
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
  /**
   * The session was brought in line with the relay; `lostUndo`: what was done before can no longer be undone.
   */
  readonly onRebased: (lostUndo: boolean) => void;
  /** Takes the session off this device. */
  readonly forget: () => Promise<void>;
}

/** The library's line is brought up to date this long (ms) after the last change. */
const LIBRARY_QUIET_MS = 400;

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

  const brought = createSessionAssets(document);
  const name = signal(document.settings.name || entry.name);
  const framesOf = (): readonly Frame[] =>
    [...document.frames.values()].sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.id < b.id ? -1 : 1));
  const frames = signal(framesOf());
  const participants = signal<readonly Participant[]>(document.participants);
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
      // A session that has no place for this person's line would refuse it again, and again.
      if (paths.some(path => path.root === 'participants')) mayIntroduce = false;
      introduce(profile);
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
    brought: brought.list,
    refusals,
    service: service.service,
    blobs: service.blobs,
  };

  let profile = options.profile;
  // A session that is new to this device (also to its host's, who deleted it here) is not written to before
  // the relay has said what is there.
  let mayIntroduce = entry.role === 'host' && (access === undefined || document.doc.store.clients.size > 0);
  const introduce = (who: Profile): void => {
    profile = who;
    if (!mayIntroduce || !mayWrite(link.role.peek(), 'participants')) return;
    editing.apply({ intents: [{ type: 'introduce-participant', id: user, ...who }], gesture: undefined });
  };
  introduce(profile);
  if (!mayIntroduce) {
    void link.synced.then(() => {
      mayIntroduce = true;
      introduce(profile);
    });
  }

  const undo = [
    document.subscribe(changes => {
      for (const change of changes) {
        if (change.type === 'settings-changed' && change.settings.name) name.value = change.settings.name;
        if (change.type === 'participants-changed') participants.value = document.participants;
        if (change.type === 'frames-changed') frames.value = framesOf();
      }
    }),
    effect(() => {
      document.role = link.role.value;
      document.editing = permission.value !== 'editing-off';
    }),
    effect(() => {
      // For the next start, which may be without a relay.
      const editing = isOn.value;
      if (disk.metadata.peek().editing !== editing) disk.updateMetadata(notes => ({ ...notes, editing }));
    }),
  ];
  const line = computed(() => ({
    name: name.value,
    objects: editing.objectCount.value,
    role: link.role.value,
    waiting: waiting.value,
  }));
  const stopLine = keepLibraryLine(
    () => void library.patch(id, line.peek()),
    () => {
      // A disk that takes things again may not have taken the line before.
      const isDiskFailed = disk.state.value.state === 'failed';
      return { ...line.value, isDiskFailed };
    },
  );

  return {
    id,
    document,
    disk,
    link,
    editing,
    open,
    api: own,
    brought,
    setPresence: presence => link.setPresence(presence),
    introduce,
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
      await library.restore({ ...entry, ...line.peek(), opened: deviceNow() });
    },
    close: async () => {
      service.close();
      // Another tab may have gone over to another document: then this one comes after it while it can.
      await disk.flush();
      closeRefusals();
      // The link tells its last count, which the library keeps.
      link.close();
      stopLine();
      for (const each of undo) each();
      editing.close();
      brought.close();
      await disk.close();
      document.destroy();
    },
  };
}

/**
 * Calls `write` when `fields` have changed and been quiet for a moment, and once more at the end. That edits
 * begin to wait for the relay is written at once, as the next start would otherwise say that it has
 * everything.
 */
function keepLibraryLine(write: () => void, fields: () => { readonly waiting: number }): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = 0;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    write();
  };
  const stopFields = effect(() => {
    const { waiting } = fields();
    const begins = before === 0 && waiting > 0;
    before = waiting;
    clearTimeout(timer);
    timer = setTimeout(flush, LIBRARY_QUIET_MS);
    if (begins) flush();
  });
  const stopPage = browserDiskEnvironment().onPage(event => {
    if (event !== 'resumed') flush();
  });
  return () => {
    stopFields();
    stopPage();
    flush();
  };
}
