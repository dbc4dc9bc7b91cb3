import type { Disk } from '../../disk/index.ts';
import { browserLinkEnvironment } from '../../link/index.ts';
import type { Profile } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import type { Notices } from '../notices.ts';
import { codeIn, readAddress, writeAddress } from './address.ts';
import type { LibraryStore } from './library.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A relay that is down says nothing when it comes back. */
const AGAIN_MS = 20_000;
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
 * Coming into a session with a code. Only the relay knows what a code opens, and until when, so without one
 * the code waits on this device.
 */
export interface Joining {
  /** By a code, or by a link that carries one. */
  join(text: string): Promise<void>;
  /** Goes on with a code that waited when the app was last open. */
  resume(): Promise<void>;
  close(): void;
}

export function createJoining({ disk, library, lifecycle, notices, profile }: JoiningOptions): Joining {
  let waiting: string | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isTrying = false;

  async function keep(code: string | undefined): Promise<void> {
    waiting = code;
    clearInterval(timer);
    timer = code === undefined ? undefined : setInterval(() => void tryAgain(), AGAIN_MS);
    if (code === undefined) notices.dismiss(WAITS);
    const kept = await disk.waitingJoin.set(code === undefined ? undefined : { code, since: deviceNow() });
    if (!kept.ok) notices.report(kept.error);
  }

  function sayThatItWaits(): void {
    notices.say({
      id: WAITS,
      tone: 'waiting',
      title: 'The code waits for the relay',
      detail:
        'Only the relay knows which session it opens, and the relay cannot be reached now. AI Frame tries again by itself.',
      actions: [
        { label: 'Try now', run: () => void tryAgain() },
        { label: 'Forget it', run: () => void keep(undefined) },
      ],
    });
  }

  /**
   * `asked`: the person waits for it and wants to be there; otherwise they may be in the middle of something
   * else.
   */
  async function attempt(code: string, asked: boolean): Promise<void> {
    const joined = await library.join(code, profile().name);
    if (!joined.ok && joined.error.code === 'api/unavailable') {
      if (waiting !== code) await keep(code);
      sayThatItWaits();
      clearAddress();
      return;
    }
    if (waiting !== undefined) await keep(undefined);
    if (!joined.ok) {
      notices.report(joined.error);
      clearAddress();
    } else if (asked || !lifecycle.current()) await lifecycle.open(joined.value);
    else {
      const entry = joined.value;
      const open = (): void => {
        notices.dismiss(JOINED);
        void lifecycle.open(entry);
      };
      notices.say({
        id: JOINED,
        tone: 'info',
        title: 'You have joined the session',
        detail: 'The code that waited was taken. The session is in the library.',
        actions: [{ label: 'Open it', run: open }],
      });
    }
  }

  async function tryAgain(): Promise<void> {
    if (waiting === undefined || isTrying) return;
    isTrying = true;
    try {
      await attempt(waiting, false);
    } finally {
      isTrying = false;
    }
  }

  /** A code is a secret: where it did not open anything it does not stay in the address bar either. */
  function clearAddress(): void {
    if (readAddress(location.hash).at !== 'join') return;
    const open = lifecycle.current();
    const now = open ? ({ at: 'session', id: open.id } as const) : ({ at: 'library' } as const);
    history.replaceState(null, '', writeAddress(now));
  }

  const stopWake = browserLinkEnvironment().onWake(() => void tryAgain());
  return {
    join: text => attempt(codeIn(text), true),
    resume: async () => {
      const kept = await disk.waitingJoin.get();
      if (!kept.ok || !kept.value) return;
      await keep(kept.value.code);
      sayThatItWaits();
      await tryAgain();
    },
    close: () => {
      clearInterval(timer);
      stopWake();
    },
  };
}
