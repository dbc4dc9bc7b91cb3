import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import { isLockedOut, needsRebase } from '../../../shared/errors/policy.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import { copyWith, type Edit, type SessionDocument, type Writer } from '../../../shared/session/index.ts';
import { type Disk, exportSession } from '../../disk/index.ts';
import type { Refusal, SessionApi } from '../../link/index.ts';
import type { KeptEdits, RefusalState, Refusals } from '../../model/index.ts';
import { downloadSession } from '../download.ts';
import type { LibraryStore } from '../session/library.ts';
import { keepFork } from './fork.ts';
import { KeptEditStore } from './kept-edits.ts';
import { Lockout } from './lockout.ts';
import { Rebaser } from './rebaser.ts';
import { ghostsOf, presentEdits } from './refused-edits.ts';
import { recordClientIds, type SyncedDocument } from './unsent-edits.ts';

export interface RefusalOptions extends SyncedDocument {
  readonly api: SessionApi;
  readonly name: ReadonlySignal<string>;
  /** This person as a writer, by the relay's last word. */
  readonly writer: ReadonlySignal<Writer>;
  readonly deviceDisk: Disk;
  readonly library: LibraryStore;
  readonly report: (error: AppError) => void;
  /** The session was rebased. `lostUndo`: steps of undo went with the document before. */
  readonly onRebased: (lostUndo: boolean, paths: Refusal['paths']) => void;
  /** Takes the session off this device. */
  readonly forget: () => Promise<void>;
}

export interface LiveRefusals {
  readonly refusals: Refusals;
  close(): void;
}

/** Whether the refused edits show this refusal: nothing else needs to. */
export const isRefusalOfEdits = (error: AppError): boolean => needsRebase(error) || isLockedOut(error);

/**
 * The edits of this device that the relay did not take, and what a person can do about them: nothing is lost
 * before they have decided.
 */
export function createRefusals(options: RefusalOptions): LiveRefusals {
  const { document, disk, link, api, writer, report } = options;
  const synced = { document, disk, link };
  const kept = new KeptEditStore(document, disk);
  /** Why the session cannot be synced now; the document is as it was then. */
  const lockout = new Lockout({ ...synced, api, user: computed(() => writer.value.user) });
  const rebaser = new Rebaser({
    ...synced,
    kept,
    lockout,
    writer: () => writer.peek(),
    report,
    onRebased: options.onRebased,
  });
  const isWorking = signal(false);

  const keptEdits = computed(() => disk.metadata.value.kept?.edits);
  const isLoaded = computed(() => disk.state.value.state !== 'loading');

  function handle(refusal: Refusal): void {
    const { error } = refusal;
    const isOut = isLockedOut(error);
    if (!needsRebase(error)) {
      lockout.set(isOut ? error : undefined);
      return;
    }
    // This person is in; which of the edits the relay takes is another matter.
    if (!isOut) lockout.set(undefined);
    void rebaser.rebase(refusal);
  }

  const stops = [
    recordClientIds(synced),
    effect(() => {
      const newer = disk.newerGeneration.value;
      if (newer) untracked(() => rebaser.adopt(newer));
    }),
    effect(() => {
      const refusal = link.refusal.value;
      if (refusal) untracked(() => handle(refusal));
    }),
    effect(() => {
      if (link.state.value.state === 'live') rebaser.confirmed();
    }),
    // The host has said yes: what was asked for goes up by itself.
    effect(() => {
      const isHeard = writer.value && link.standing.value !== undefined;
      untracked(() => {
        if (isHeard && kept.current?.asked) void kept.sendPermitted(writer.peek(), report);
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
  /** `use` gets the session with `edits` in it. */
  function withEdits<T>(edits: readonly Edit[], use: (copy: SessionDocument, name: string) => T): T {
    const copy = copyWith(document, edits);
    const result = use(copy, options.name.peek());
    copy.destroy();
    return result;
  }

  return {
    refusals: {
      state: computed(() => stateOf(options, lockout, isWorking.value)),
      ghosts: computed(() => (isLoaded.value ? ghostsOf(document, keptEdits.value ?? []) : [])),
      keepAsCopy: () =>
        work(async (): Promise<SessionId | undefined> => {
          const { edits } = kept;
          const copied = await keepFork(
            { disk: options.deviceDisk, library: options.library },
            withEdits(edits, exportSession),
          );
          if (copied.ok) kept.settle(edits);
          else report(copied.error);
          return copied.ok ? copied.value : undefined;
        }),
      askHost: () =>
        work(async () => {
          const isLocked = lockout.reason.peek() !== undefined;
          const asked = await (isLocked ? lockout.ask() : api.askForAccess('editor'));
          if (!asked.ok) report(asked.error);
          else if (!isLocked) kept.setAsked(true);
        }),
      exportKept: () => withEdits(kept.edits, downloadSession),
      discard: async () => {
        if (kept.current) kept.set(undefined);
        else if (lockout.reason.peek()) await options.forget();
      },
      sendAgain: () =>
        work(async () => {
          const now = kept.current;
          if (!now) link.reconnect();
          else if (!(await kept.sendPermitted(writer.peek(), report))) report(reasonOf(now));
        }),
    },
    close: () => {
      rebaser.close();
      lockout.close();
      for (const stop of stops) stop();
    },
  };
}

function stateOf({ document, disk }: SyncedDocument, lockout: Lockout, isWorking: boolean): RefusalState {
  const { kept } = disk.metadata.value;
  const reason = kept ? reasonOf(kept) : lockout.reason.value;
  if (!reason) return { state: 'none' };
  const isAsked = kept ? kept.asked : lockout.isAsked.value;
  const state = isWorking ? 'working' : isAsked ? 'asked' : 'kept';
  return kept
    ? { state, about: 'edits', reason, edits: presentEdits(document, kept.edits) }
    : { state, about: 'session', reason, edits: lockout.edits.value };
}

const reasonOf = ({ code, detail }: KeptEdits): AppError => ({
  code,
  ...(detail === undefined ? {} : { detail }),
});
