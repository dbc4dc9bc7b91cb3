import { computed, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Result } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/ids.ts';
import type { Disk } from '../../disk/index.ts';
import type { RelayApi } from '../../link/index.ts';
import type { Identity, LibraryEntry, Model, Picture } from '../../model/index.ts';
import type { Notices } from '../notices.ts';
import type { View } from '../service/service.ts';
import { type Address, readAddress, writeAddress } from './address.ts';
import type { LibraryStore } from './library.ts';
import { type LiveSession, openLiveSession } from './session.ts';
import { announceLostUndo, announceSessionProblems, askBeforeLeaving } from './session-notices.ts';

export interface LifecycleOptions {
  readonly model: Model;
  readonly disk: Disk;
  readonly identity: Identity;
  readonly api: RelayApi;
  readonly base: string;
  readonly library: LibraryStore;
  readonly notices: Notices;
  /** Returns the person's view of now as a picture. */
  readonly picture: () => Promise<Result<Picture>>;
}

type Begin = (session: LiveSession) => void;

/** Which session is open: closed | opening | open | failed, one change at a time. */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #view: View;
  readonly #session = signal<LiveSession | undefined>(undefined);
  #stopNotices: () => void = () => undefined;
  /** Opening and closing never overlap: the next waits for the one before. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: LifecycleOptions) {
    const { xr } = options.model;
    this.#options = options;
    this.#view = {
      attention: () => {
        const now = xr.peek();
        return now.state === 'presenting' && now.attention !== 'here' ? 'away' : 'here';
      },
      isPresenting: computed(() => xr.value.state === 'presenting'),
      picture: options.picture,
    };
  }

  /** The open session. It is still open while subscribers are notified that it is about to close. */
  get session(): ReadonlySignal<LiveSession | undefined> {
    return this.#session;
  }

  /**
   * `begin` writes the first content of a new session, before anybody sees it; none of that can be undone.
   */
  open(entry: LibraryEntry, begin?: Begin): Promise<LiveSession | undefined> {
    return this.#inTurn(() => this.#open(entry, begin));
  }

  openById(id: SessionId): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#session.peek()?.id === id) return;
      const { library, model } = this.#options;
      const entry = await library.find(id);
      if (entry) await this.#open(entry);
      else if (await this.#mayLeave()) {
        await this.#release();
        model.session.value = { state: 'failed', id, error: { code: 'disk/not-found' } };
      }
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      if (await this.#mayLeave()) await this.#close();
    });
  }

  /** Closes also where edits that are nowhere else are lost with it: the person has confirmed it. */
  abandon(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    // The caller gets the failure; the next turn starts all the same.
    this.#queue = turn.catch(error => console.error(error));
    return turn;
  }

  /** False where leaving would lose edits; the person is then asked, and the session stays. */
  async #mayLeave(): Promise<boolean> {
    const leaving = this.#session.peek();
    if (!leaving?.isAtRisk()) return true;
    await leaving.disk.retry();
    if (!leaving.isAtRisk()) return true;
    askBeforeLeaving(this.#options.notices, leaving, () => void this.abandon());
    go({ at: 'session', id: leaving.id });
    return false;
  }

  async #open(entry: LibraryEntry, begin?: Begin): Promise<LiveSession | undefined> {
    if (!(await this.#mayLeave())) return undefined;
    await this.#release();
    const { model, library } = this.#options;
    model.session.value = { state: 'opening', id: entry.id };
    model.choice.value = { tool: 'select' };
    try {
      // The session that has just been closed has updated its entry.
      return await this.#start((await library.find(entry.id)) ?? entry, begin);
    } catch (bug) {
      await this.#release();
      model.session.value = { state: 'closed' };
      throw bug;
    }
  }

  async #start(entry: LibraryEntry, begin?: Begin): Promise<LiveSession> {
    const { notices, library, model } = this.#options;
    const live = await openLiveSession({
      ...this.#options,
      entry,
      profile: model.profile.peek(),
      onLoaded: loaded => {
        if ('code' in loaded) return;
        if (loaded.corrupt > 0 || loaded.gap) notices.report({ code: 'disk/corrupt-row' });
        if (loaded.unread) notices.report({ code: 'disk/unread-edits' });
      },
      onRefused: (error, actions) => notices.report(error, actions),
      view: this.#view,
      onRebased: lostUndo => lostUndo && announceLostUndo(notices),
      forget: async () => {
        await this.abandon();
        const removed = await library.remove(entry.id);
        if (!removed.ok) notices.report(removed.error);
      },
    });
    try {
      begin?.(live);
    } catch (bug) {
      await live.close();
      throw bug;
    }
    // From here on the person can act, and what they do they can take back.
    if (begin) live.document.history.clear();
    this.#stopNotices = announceSessionProblems(live, notices);
    this.#session.value = live;
    model.session.value = { state: 'open', id: entry.id, open: live.open };
    go({ at: 'session', id: entry.id });
    await library.markOpened(entry.id);
    return live;
  }

  async #close(): Promise<void> {
    const { library, model } = this.#options;
    // First, so that a page that is left the moment the library appears starts with the library too.
    await library.markClosed();
    try {
      await this.#release();
    } finally {
      model.session.value = { state: 'closed' };
      go({ at: 'library' });
      await library.refresh();
    }
  }

  async #release(): Promise<void> {
    const closing = this.#session.peek();
    if (!closing) return;
    this.#stopNotices();
    this.#session.value = undefined;
    await closing.close();
  }
}

/** Puts the address into the bar, a step that the browser's back button takes back. */
function go(address: Address): void {
  const hash = writeAddress(address);
  const before = readAddress(location.hash);
  if (writeAddress(before) === hash) return;
  // A share code does not stay in the history.
  if (before.at === 'join') history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
}
