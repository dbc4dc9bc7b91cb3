import { isFinal, isLockedOut } from '../../../shared/errors/policy.ts';
import type { AppError } from '../../../shared/errors.ts';
import { rebase, rebaseOnto, type Writer } from '../../../shared/session/index.ts';
import type { NewerGeneration } from '../../disk/index.ts';
import type { Refusal, RelayState } from '../../link/index.ts';
import { joinKept, type KeptEditStore } from './kept-edits.ts';
import type { Lockout } from './lockout.ts';
import type { SyncedDocument } from './unsent-edits.ts';

export interface RebaserOptions extends SyncedDocument {
  readonly kept: KeptEditStore;
  readonly lockout: Lockout;
  /** Returns this person as a writer, by the relay's last word. */
  writer(): Writer;
  readonly report: (error: AppError) => void;
  /** The session was rebased. `lostUndo`: steps of undo went with the document before. */
  readonly onRebased: (lostUndo: boolean, paths: Refusal['paths']) => void;
}

/** Pause between two attempts to fetch the relay's state. */
const RETRY_MS = 5_000;

/**
 * Moves the session to another document: the relay's state after a refusal, or the newer generation that
 * another tab has made of it. This device's edits are written into it again, or kept where they may not be.
 */
export class Rebaser {
  readonly #options: RebaserOptions;
  /** Since the relay last confirmed everything. */
  #rebases = 0;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RebaserOptions) {
    this.#options = options;
  }

  /** The relay has confirmed everything: the next rebase is not a repeated one. */
  confirmed(): void {
    this.#rebases = 0;
  }

  /** Fetches the relay's state and rebases onto it. Resolves early where the refusal no longer counts. */
  async rebase(refusal: Refusal): Promise<void> {
    const { link, disk, lockout, report } = this.#options;
    const { error } = refusal;
    const isCurrent = (): boolean => !this.#isClosed && link.refusal.peek() === refusal;
    // Too fast for the relay: it is given a moment.
    if (error.code === 'gate/too-fast') await this.#pause();
    let fetched = await link.fetch();
    while (!fetched.ok && !isFinal(fetched.error) && isCurrent()) {
      await this.#pause();
      fetched = await link.fetch();
    }
    if (!isCurrent()) return;
    if (!fetched.ok) {
      // To a former host the API says that somebody else is the host; that they were removed was said before.
      const reason = [fetched.error, error].find(isLockedOut);
      if (reason) lockout.set(reason);
      else report(fetched.error);
      return;
    }
    const { value } = fetched;
    // One of several tabs does it; the others adopt its generation.
    await disk.withRebaseLock(async () => {
      if (isCurrent() && (await disk.catchUp()) && isCurrent()) await this.#rebaseOnto(value, refusal);
    });
  }

  async #rebaseOnto({ update, standing }: RelayState, { error, paths }: Refusal): Promise<void> {
    const { document, disk, writer } = this.#options;
    const lostUndo = document.history.canUndo;
    const { authors, clients } = disk.metadata.peek();
    const { sent, kept, code } = rebase(document, {
      update,
      code: error.code,
      paths,
      isRepeated: this.#rebases > 0,
      writer: writer(),
      authors,
      clients,
    });
    const written = disk.replaceDocument(sent.length, metadata => ({
      ...metadata,
      epoch: standing?.epoch ?? metadata.epoch,
      clients: [document.doc.clientID],
      mark: undefined,
      kept: kept.length === 0 ? metadata.kept : joinKept(metadata.kept, { code, detail: error.detail }, kept),
    }));
    this.#restart(sent.length, standing?.epoch);
    this.#options.onRebased(lostUndo && kept.length > 0, paths);
    await written;
  }

  /** Rebases onto the document that another tab has written, with what was done in this one meanwhile. */
  adopt({ doc, metadata, baseline, sent, kept: own }: NewerGeneration): void {
    const { document, disk, writer, kept } = this.#options;
    const lostUndo = document.history.canUndo;
    const before = disk.metadata.peek();
    const isOtherHistory = before.epoch !== undefined && before.epoch !== metadata.epoch;
    const carried = rebaseOnto(document, doc, {
      baseline,
      kept: metadata.kept?.edits ?? [],
      user: writer().user,
      authors: { ...before.authors, ...metadata.authors },
      isOtherHistory,
    });
    disk.adoptGeneration();
    const more = [...(own?.edits ?? []), ...carried.kept];
    const reason = metadata.kept ?? own ?? { code: 'link/epoch', detail: undefined };
    if (more.length > 0) kept.set(joinKept(metadata.kept, reason, more));
    this.#restart(sent + carried.sent.length, metadata.epoch);
    this.#options.onRebased(lostUndo, []);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #restart(sent: number, epoch: string | undefined): void {
    this.#rebases += 1;
    this.#options.lockout.set(undefined);
    this.#options.link.restart(sent, epoch);
  }

  #pause(): Promise<void> {
    return new Promise(resolve => {
      this.#timer = setTimeout(resolve, RETRY_MS);
    });
  }
}
