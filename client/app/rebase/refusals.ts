import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import { isFinal, isLockedOut, needsRebase } from '../../../shared/errors/policy.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import {
  copyWith,
  deniedReason,
  type Edit,
  formatState,
  joinEdits,
  rebase,
  rebaseOnto,
  type SessionDocument,
  type Writer,
} from '../../../shared/session/index.ts';
import { type Disk, type DocumentDisk, exportSession, type NewerGeneration } from '../../disk/index.ts';
import type { Link, Refusal, RelayState, SessionApi } from '../../link/index.ts';
import type { KeptEdits, RefusalState, Refusals } from '../../model/index.ts';
import { download } from '../download.ts';
import type { LibraryStore } from '../session/library.ts';
import { recordClientIds } from './client-id-history.ts';
import { keepFork } from './fork.ts';
import { createOutside } from './lockout.ts';
import { ghostsOf, presentEdits } from './refused-edits.ts';

export interface RefusalOptions {
  readonly document: SessionDocument;
  readonly disk: DocumentDisk;
  readonly link: Link;
  readonly api: SessionApi;
  readonly name: ReadonlySignal<string>;
  /** Who writes here, by the relay's last word. */
  readonly writer: ReadonlySignal<Writer>;
  readonly deviceDisk: Disk;
  readonly library: LibraryStore;
  readonly report: (error: AppError) => void;
  /** The session stands on the relay's state now. `lostUndo`: steps of undo went with the old one. */
  readonly onRebased: (lostUndo: boolean, paths: Refusal['paths']) => void;
  /** Takes the session off this device. */
  readonly forget: () => Promise<void>;
}

export interface LiveRefusals {
  readonly refusals: Refusals;
  close(): void;
}

/** Between two tries to hear what the relay holds. */
const RETRY_MS = 5_000;

/** Whether the refused edits tell of this refusal: nobody else needs to. */
export const isRefusalOfEdits = (error: AppError): boolean => needsRebase(error) || isLockedOut(error);

/**
 * What the relay did not take of this device's edits, and what a person can do about it: nothing is lost
 * before they have decided.
 */
export function createRefusals(options: RefusalOptions): LiveRefusals {
  const { document, disk, link, api, name, writer, deviceDisk, library, report } = options;
  /** Why the session cannot be followed now; the document is as it was then. */
  const outside = createOutside({ document, disk, link, api, user: computed(() => writer.value.user) });
  const isWorking = signal(false);
  /** Rebases since the relay last confirmed everything. */
  let rebases = 0;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const kept = (): KeptEdits | undefined => disk.metadata.peek().kept;
  const keep = (next: KeptEdits | undefined): void =>
    disk.updateMetadata(notes => ({ ...notes, kept: next }));
  const pause = (): Promise<void> =>
    new Promise(resolve => {
      timer = setTimeout(resolve, RETRY_MS);
    });

  const state = computed<RefusalState>(() => {
    const { kept: edits } = disk.metadata.value;
    const reason = edits ? reasonOf(edits) : outside.reason.value;
    if (!reason) return { state: 'none' };
    const isAsked = edits ? edits.asked : outside.isAsked.value;
    const state = isWorking.value ? 'working' : isAsked ? 'asked' : 'kept';
    return edits
      ? { state, about: 'edits', reason, edits: presentEdits(document, edits.edits) }
      : { state, about: 'session', reason, edits: outside.edits.value };
  });

  const keptEdits = computed(() => disk.metadata.value.kept?.edits);
  const isLoaded = computed(() => disk.state.value.state !== 'loading');
  const ghosts = computed(() => (isLoaded.value ? ghostsOf(document, keptEdits.value ?? []) : []));

  /** Follows one refusal until the session stands on the relay's state, or there is none to follow. */
  async function follow(refusal: Refusal): Promise<void> {
    const { error } = refusal;
    const isCurrent = (): boolean => !isClosed && link.refusal.peek() === refusal;
    if (!needsRebase(error)) {
      outside.set(isLockedOut(error) ? error : undefined);
      return;
    }
    // They are in; what the relay does not take is another matter.
    if (!isLockedOut(error)) outside.set(undefined);
    // Too fast for the relay: it is given a moment.
    if (error.code === 'gate/too-fast') await pause();
    let fetched = await link.fetch();
    while (!fetched.ok && !isFinal(fetched.error) && isCurrent()) {
      await pause();
      fetched = await link.fetch();
    }
    if (!isCurrent()) return;
    if (!fetched.ok) {
      // Who has been the host is told by the API that somebody else is; that they were sent away was said
      // before.
      const reason = [fetched.error, error].find(isLockedOut);
      if (reason) outside.set(reason);
      else report(fetched.error);
      return;
    }
    const { value } = fetched;
    // Of several tabs one does it, and the others follow.
    await disk.withRebaseLock(async () => {
      if (isCurrent() && (await disk.catchUp()) && isCurrent()) await goOver(refusal, value);
    });
  }

  /** Takes the relay's state under the session, with what this device may still write into it. */
  async function goOver({ error, paths }: Refusal, { update, standing }: RelayState): Promise<void> {
    const lostUndo = document.history.canUndo;
    const { authors, clients } = disk.metadata.peek();
    const rebased = rebase(document, {
      update,
      code: error.code,
      paths,
      isRepeated: rebases > 0,
      writer: writer.peek(),
      authors,
      clients,
    });
    rebases += 1;
    const written = disk.replaceDocument(rebased.sent.length, notes => ({
      ...notes,
      epoch: standing?.epoch ?? notes.epoch,
      clients: [document.doc.clientID],
      mark: undefined,
      kept:
        rebased.kept.length === 0 ? notes.kept : joined(notes.kept, rebased.code, error.detail, rebased.kept),
    }));
    outside.set(undefined);
    link.restart(rebased.sent.length, standing?.epoch);
    options.onRebased(lostUndo && rebased.kept.length > 0, paths);
    await written;
  }

  /** Another tab has done it: this one goes over to its document, with what its person did meanwhile. */
  function goAfter({ doc, metadata, baseline, sent, kept: own }: NewerGeneration): void {
    const lostUndo = document.history.canUndo;
    const { user } = writer.peek();
    const before = disk.metadata.peek();
    const isOtherHistory = before.epoch !== undefined && before.epoch !== metadata.epoch;
    const authors = { ...before.authors, ...metadata.authors };
    const edits = metadata.kept?.edits ?? [];
    const carried = rebaseOnto(document, doc, { baseline, kept: edits, user, authors, isOtherHistory });
    rebases += 1;
    disk.adoptGeneration();
    const more = [...(own?.edits ?? []), ...carried.kept];
    const { code, detail } = metadata.kept ?? own ?? { code: 'link/epoch', detail: undefined };
    if (more.length > 0) keep(joined(metadata.kept, code, detail, more));
    outside.set(undefined);
    link.restart(sent + carried.sent.length, metadata.epoch);
    options.onRebased(lostUndo, []);
  }

  /** Takes `done` out of what is kept; what was kept meanwhile stays. */
  function settle(done: readonly Edit[]): void {
    const gone = new Set(done.map(identityOf));
    disk.updateMetadata(notes => {
      const rest = notes.kept?.edits.filter(edit => !gone.has(identityOf(edit))) ?? [];
      return { ...notes, kept: notes.kept && rest.length > 0 ? { ...notes.kept, edits: rest } : undefined };
    });
  }

  /** What the standing permits now is written again; answers whether that was anything. */
  async function sendPermitted(): Promise<boolean> {
    const now = kept();
    if (!now || formatState(document.doc).state === 'newer') return false;
    const may = now.edits.filter(edit => edit.own && !deniedReason(document.doc, edit, writer.peek()));
    if (may.length === 0) return false;
    document.write(may);
    const { doc } = document;
    disk.updateMetadata(notes => ({ ...notes, kept: notes.kept && { ...notes.kept, asked: false } }));
    // They stay kept until the document has them on the disk: a crash between the two would lose them.
    const flushed = await disk.flush();
    if (!flushed.ok) report(flushed.error);
    // Refused once more meanwhile, they are kept with the new reason.
    else if (document.doc === doc) settle(may);
    return true;
  }

  const stops = [
    recordClientIds({ document, disk, link }),
    effect(() => {
      const moved = disk.newerGeneration.value;
      if (moved) untracked(() => goAfter(moved));
    }),
    effect(() => {
      const refusal = link.refusal.value;
      untracked(() => {
        if (refusal) void follow(refusal);
      });
    }),
    effect(() => {
      if (link.state.value.state === 'live') rebases = 0;
    }),
    // The host has said yes: what was asked for goes up by itself.
    effect(() => {
      const isHeard = writer.value && link.standing.value !== undefined;
      untracked(() => {
        if (isHeard && kept()?.asked) void sendPermitted();
      });
    }),
  ];

  const work = async <T>(does: () => Promise<T>): Promise<T> => {
    isWorking.value = true;
    try {
      return await does();
    } finally {
      isWorking.value = false;
    }
  };
  const file = (edits: readonly Edit[] = kept()?.edits ?? []): Blob => {
    const copy = copyWith(document, edits);
    const blob = exportSession(copy, name.peek());
    copy.destroy();
    return blob;
  };

  return {
    refusals: {
      state,
      ghosts,
      keepAsCopy: () =>
        work(async (): Promise<SessionId | undefined> => {
          const edits = kept()?.edits ?? [];
          const copied = await keepFork({ disk: deviceDisk, library }, file(edits));
          if (copied.ok) settle(edits);
          else report(copied.error);
          return copied.ok ? copied.value : undefined;
        }),
      askHost: () =>
        work(async () => {
          const isAway = outside.reason.peek() !== undefined;
          const asked = await (isAway ? outside.ask() : api.askForAccess('editor'));
          if (!asked.ok) report(asked.error);
          else if (!isAway)
            disk.updateMetadata(notes => ({ ...notes, kept: notes.kept && { ...notes.kept, asked: true } }));
        }),
      exportKept: () => download(file(), `${name.peek()}.aiframe`),
      discard: async () => {
        if (kept()) keep(undefined);
        else if (outside.reason.peek()) await options.forget();
      },
      sendAgain: () =>
        work(async () => {
          const now = kept();
          if (!now) link.reconnect();
          else if (!(await sendPermitted())) report(reasonOf(now));
        }),
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      outside.close();
      for (const stop of stops) stop();
    },
  };
}

/** The same for the same edit, also where one of the two was read from the disk. */
const identityOf = (edit: Edit): string =>
  JSON.stringify(Object.entries(edit).sort(([a], [b]) => (a < b ? -1 : 1)));

const reasonOf = ({ code, detail }: KeptEdits): AppError => ({
  code,
  ...(detail === undefined ? {} : { detail }),
});

function joined(
  before: KeptEdits | undefined,
  code: ErrorCode,
  detail: string | undefined,
  edits: KeptEdits['edits'],
): KeptEdits {
  return { code, detail, edits: joinEdits(before?.edits ?? [], edits), asked: false };
}
