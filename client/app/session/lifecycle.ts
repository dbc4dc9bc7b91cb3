import { computed, effect } from '@preact/signals-core';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { Disk } from '../../disk/index.ts';
import type { RelayApi } from '../../link/index.ts';
import type { Identity, LibraryEntry, Model, Picture } from '../../model/index.ts';
import type { Notices } from '../notices.ts';
import { isRefusalOfEdits } from '../rebase/refusals.ts';
import type { View } from '../service/index.ts';
import { readAddress, writeAddress } from './address.ts';
import type { LibraryStore } from './library.ts';
import { type LiveSession, openLiveSession } from './session.ts';

export interface LifecycleOptions {
  readonly model: Model;
  readonly disk: Disk;
  readonly identity: Identity;
  readonly api: RelayApi;
  readonly base: string;
  readonly library: LibraryStore;
  readonly notices: Notices;
  /** Puts a session on the stage, or clears the stage. */
  readonly show: (session: LiveSession | undefined) => void;
  /** Offers the open session as a file. */
  readonly saveCopy: () => void;
  /** What the person sees now. */
  readonly picture: () => Promise<Result<Picture>>;
}

/** Which session is open: closed | opening | open | failed, one change at a time. */
export interface Lifecycle {
  current(): LiveSession | undefined;
  /**
   * `begin` writes the first content of a new session, before anybody sees it; none of that can be undone.
   */
  open(entry: LibraryEntry, begin?: (session: LiveSession) => void): Promise<LiveSession | undefined>;
  openById(id: SessionId): Promise<void>;
  close(): Promise<void>;
  /** Closes also where edits that are nowhere else are lost with it: the person has said so. */
  abandon(): Promise<void>;
}

const UNDO_LOST = 'undo-begins-again';
/** The id of the notice that asks before edits are lost. */
const LEAVING = 'leaving';

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { model, disk, identity, api, base, library, notices, show } = options;
  const view: View = {
    attention: () => {
      const xr = model.xr.peek();
      return xr.state === 'presenting' && xr.attention !== 'here' ? 'away' : 'here';
    },
    isPresenting: computed(() => model.xr.value.state === 'presenting'),
    picture: options.picture,
  };
  let live: LiveSession | undefined;
  let stopWatching: (() => void) | undefined;
  /** Opening and closing never overlap: the next waits for the one before. */
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    // A turn that failed has been told to its caller; the next one starts all the same.
    queue = turn.catch(error => console.error(error));
    return turn;
  };

  async function letGo(): Promise<void> {
    const closing = live;
    if (!closing) return;
    live = undefined;
    stopWatching?.();
    show(undefined);
    await closing.close();
  }

  /** False where leaving would lose edits; the person is then asked, and the session stays. */
  async function mayLeave(): Promise<boolean> {
    const leaving = live;
    if (!leaving?.isAtRisk()) return true;
    await leaving.disk.retry();
    if (!leaving.isAtRisk()) return true;
    notices.say({
      id: LEAVING,
      tone: 'loss',
      title: 'Your edits are only in this tab’s memory',
      detail: 'Leaving the session now would lose them. Save a copy as a file first.',
      actions: [
        { label: 'Save a copy', run: options.saveCopy },
        { label: 'Leave anyway', run: () => void abandon() },
      ],
    });
    go({ at: 'session', id: leaving.id });
    return false;
  }

  async function open(
    entry: LibraryEntry,
    begin?: (session: LiveSession) => void,
  ): Promise<LiveSession | undefined> {
    if (!(await mayLeave())) return undefined;
    await letGo();
    model.session.value = { state: 'opening', id: entry.id };
    model.choice.value = { tool: 'select' };
    try {
      // What has just been closed has brought its line up to date.
      return await start((await library.find(entry.id)) ?? entry, begin);
    } catch (bug) {
      await letGo();
      model.session.value = { state: 'closed' };
      throw bug;
    }
  }

  async function start(entry: LibraryEntry, begin?: (session: LiveSession) => void): Promise<LiveSession> {
    const session = await openLiveSession({
      entry,
      disk,
      library,
      identity,
      api,
      base,
      profile: model.profile.peek(),
      onLoaded: loaded => {
        if ('code' in loaded) return;
        if (loaded.corrupt > 0 || loaded.gap) notices.report({ code: 'disk/corrupt-row' });
        if (loaded.unread) notices.report({ code: 'disk/unread-edits' });
      },
      onRefused: (error, actions) => notices.report(error, actions),
      view,
      onRebased: lostUndo => {
        if (!lostUndo) return;
        notices.say({
          id: UNDO_LOST,
          tone: 'info',
          title: 'Earlier steps can no longer be undone',
          detail:
            'The session was brought in line with the relay. Everything is still there, and what you do from now on can be undone.',
        });
      },
      forget: async () => {
        await abandon();
        const removed = await library.remove(entry.id);
        if (!removed.ok) notices.report(removed.error);
      },
    });
    live = session;
    if (begin) {
      begin(session);
      // From here on the person can act, and what they do they can take back.
      session.document.history.clear();
    }
    stopWatching = watch(session, notices, options.saveCopy);
    show(session);
    model.session.value = { state: 'open', id: entry.id, open: session.open };
    go({ at: 'session', id: entry.id });
    await library.markOpened(entry.id);
    return session;
  }

  async function close(): Promise<void> {
    // First, so that a page that is left the moment the library appears starts with the library too.
    await library.markClosed();
    try {
      await letGo();
    } finally {
      model.session.value = { state: 'closed' };
      go({ at: 'library' });
      await library.refresh();
    }
  }

  const abandon = (): Promise<void> => inTurn(close);

  return {
    current: () => live,
    open: (entry, begin) => inTurn(() => open(entry, begin)),
    openById: id =>
      inTurn(async () => {
        if (live?.id === id) return;
        const entry = await library.find(id);
        if (entry) await open(entry);
        else if (await mayLeave()) {
          await letGo();
          model.session.value = { state: 'failed', id, error: { code: 'disk/not-found' } };
        }
      }),
    close: () =>
      inTurn(async () => {
        if (await mayLeave()) await close();
      }),
    abandon,
  };
}

/**
 * What goes wrong while a session is open is said at once, with what can be done about it, and taken back
 * when it is mended.
 */
function watch(session: LiveSession, notices: Notices, saveCopy: () => void): () => void {
  const said = new Set<string>();
  const follow = (
    error: AppError | undefined,
    before: AppError | undefined,
    retry: [string, () => void],
  ): void => {
    if (error?.code === before?.code) return;
    if (before) {
      notices.dismiss(before.code);
      said.delete(before.code);
    }
    if (!error) return;
    said.add(error.code);
    notices.report(error, [
      { label: retry[0], run: retry[1] },
      { label: 'Save a copy', run: saveCopy },
    ]);
  };
  let diskError: AppError | undefined;
  let linkError: AppError | undefined;
  const stopDisk = effect(() => {
    const state = session.disk.state.value;
    const error = state.state === 'failed' ? state.error : undefined;
    follow(error, diskError, ['Try again', () => void session.retryDisk()]);
    if (diskError && !error) notices.dismiss(LEAVING);
    diskError = error;
  });
  const stopLink = effect(() => {
    const state = session.link.state.value;
    const error = state.state === 'refused' && !isRefusalOfEdits(state.error) ? state.error : undefined;
    follow(error, linkError, ['Reconnect', () => session.link.reconnect()]);
    linkError = error;
  });
  return () => {
    stopDisk();
    stopLink();
    for (const id of [...said, LEAVING, UNDO_LOST]) notices.dismiss(id);
  };
}

/** Puts the address into the bar, a step that the browser's back button takes back. */
function go(address: Parameters<typeof writeAddress>[0]): void {
  const hash = writeAddress(address);
  const before = readAddress(location.hash);
  if (writeAddress(before) === hash) return;
  // A share code does not stay in the history.
  if (before.at === 'join') history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
}
