import type { Disk } from '../../disk/index.ts';
import { browserLinkEnvironment } from '../../link/index.ts';
import { deviceNow, type LibraryEntry, type Profile } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { Notices } from '../notices.ts';
import { codeIn, readAddress, writeAddress } from './address.ts';
import type { LibraryStore } from './library.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A relay that is down sends nothing when it comes back. */
const RETRY_MS = 20_000;
const WAITS = 'join-waits';
const JOINED = 'join-worked';

export interface JoiningOptions {
  readonly disk: Pick<Disk, 'waitingJoin'>;
  readonly library: LibraryStore;
  readonly lifecycle: Lifecycle;
  readonly notices: Notices;
  readonly profile: () => Profile;
}

/**
 * Joins sessions by their codes. Only the relay knows which session a code opens, and until when, so without
 * one the code is pending on this device.
 */
export class Joining {
  readonly #options: JoiningOptions;
  #pending: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isTrying = false;
  readonly #stopWake: () => void;

  constructor(options: JoiningOptions) {
    this.#options = options;
    this.#stopWake = browserLinkEnvironment().onWake(() => void this.#retry());
  }

  /** By a code, or by a link that carries one. */
  join(text: string): Promise<void> {
    return this.#attempt(codeIn(text), true);
  }

  /** Goes on with a code that was pending when the app was last open. */
  async resume(): Promise<void> {
    const kept = await this.#options.disk.waitingJoin.get();
    if (!kept.ok || !kept.value) return;
    await this.#setPending(kept.value.code);
    this.#announcePending();
    await this.#retry();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopWake();
  }

  async #setPending(code: string | undefined): Promise<void> {
    const { disk, notices } = this.#options;
    this.#pending = code;
    clearInterval(this.#timer);
    this.#timer = code === undefined ? undefined : setInterval(() => void this.#retry(), RETRY_MS);
    if (code === undefined) notices.dismiss(WAITS);
    const kept = await disk.waitingJoin.set(code === undefined ? undefined : { code, since: deviceNow() });
    if (!kept.ok) notices.report(kept.error);
  }

  #announcePending(): void {
    const { ACTIONS, CODE_WAITS } = texts.notices;
    this.#options.notices.show({
      id: WAITS,
      tone: 'waiting',
      ...CODE_WAITS,
      actions: [
        { label: ACTIONS.tryNow, run: () => void this.#retry() },
        { label: ACTIONS.forget, run: () => void this.#setPending(undefined) },
      ],
    });
  }

  #announceJoined(entry: LibraryEntry): void {
    const { lifecycle, notices } = this.#options;
    const open = (): void => {
      notices.dismiss(JOINED);
      void lifecycle.open(entry);
    };
    const { ACTIONS, JOINED: words } = texts.notices;
    notices.show({ id: JOINED, tone: 'info', ...words, actions: [{ label: ACTIONS.open, run: open }] });
  }

  /**
   * Joins by `code`. `byPerson`: opens the session at once; otherwise another open session stays, and the
   * joined one is announced.
   */
  async #attempt(code: string, byPerson: boolean): Promise<void> {
    const { library, lifecycle, notices, profile } = this.#options;
    const joined = await library.join(code, profile().name);
    if (!joined.ok && joined.error.code === 'api/unavailable') {
      if (this.#pending !== code) await this.#setPending(code);
      this.#announcePending();
      this.#clearAddress();
      return;
    }
    if (this.#pending !== undefined) await this.#setPending(undefined);
    if (!joined.ok) {
      notices.report(joined.error);
      this.#clearAddress();
    } else if (byPerson || !lifecycle.session.peek()) await lifecycle.open(joined.value);
    else this.#announceJoined(joined.value);
  }

  async #retry(): Promise<void> {
    if (this.#pending === undefined || this.#isTrying) return;
    this.#isTrying = true;
    try {
      await this.#attempt(this.#pending, false);
    } finally {
      this.#isTrying = false;
    }
  }

  /** A code is a secret: where it did not open anything it does not stay in the address bar either. */
  #clearAddress(): void {
    if (readAddress(location.hash).at !== 'join') return;
    const open = this.#options.lifecycle.session.peek();
    const now = open ? ({ at: 'session', id: open.id } as const) : ({ at: 'library' } as const);
    history.replaceState(null, '', writeAddress(now));
  }
}
