import type { SessionId } from '../../shared/ids.ts';
import type { RecordStore } from '../../shared/ports.ts';
import type { AccessChanges } from './changes.ts';
import { type QuotaHolder, type QuotaLimits, Quotas } from './quotas.ts';
import type { SecurityLog } from './security-log.ts';
import type { Sessions } from './sessions.ts';
import { RECORD_BYTES, UnprovenShare } from './unproven-share.ts';

const SAVE_EVERY_MS = 60_000;
/** The wait before the disk may have more room for sessions without a proof. */
const SHARE_WAIT_MS = 60_000;
/** The name of the record, among the relay's own secrets: who asked from where is sealed like them. */
const RECORD = 'quotas';

/** The reason why something is not stored now, and when it is worth trying again. */
export type OverBudget =
  | { readonly type: 'sessions' | 'bytes'; readonly waitMs: number }
  /** Nothing is left of the disk's share for sessions without a proof. */
  | { readonly type: 'share'; readonly waitMs: number };

export interface BudgetOptions {
  readonly limits: QuotaLimits;
  /** The share of the disk for all sessions that were created without a device's proof: 0 to 1. */
  readonly unprovenShare: number;
  readonly freeBytes: () => number;
  readonly store: RecordStore;
  readonly sessions: Sessions;
  readonly changes: AccessChanges;
  readonly log: SecurityLog;
  /** Called with the error where the count could not be written. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The budgets of addresses and persons: everything that lands on the relay's disk (sessions, edits, files,
 * pictures) is counted here. Close it before the store.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #quotas: Quotas;
  readonly #share: UnprovenShare;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #isChanged = false;
  #saving: Promise<void> | undefined;

  /** Continues from what was taken before. Rejects where the store does. */
  static async open(options: BudgetOptions): Promise<Budget> {
    const quotas = new Quotas(options.limits);
    quotas.load(await options.store.get('keys', RECORD), Date.now());
    const share = new UnprovenShare(options.sessions, options.unprovenShare, options.freeBytes);
    await share.load();
    return new Budget(options, quotas, share);
  }

  private constructor(options: BudgetOptions, quotas: Quotas, share: UnprovenShare) {
    this.#options = options;
    this.#quotas = quotas;
    this.#share = share;
    this.#stopListening = options.changes.subscribe(({ type, session }) => {
      if (type === 'session-ended') share.drop(session);
    });
    this.#timer = setInterval(() => {
      this.save().catch(options.onFailure);
    }, SAVE_EVERY_MS);
  }

  /** Counts a session that is to be created. */
  takeSession(holder: QuotaHolder, isProven: boolean): OverBudget | undefined {
    if (!isProven && !this.#share.hasSpace(RECORD_BYTES)) return this.#over('share', SHARE_WAIT_MS, holder);
    return this.#counted('sessions', this.#quotas.take(holder, 'sessions', 1), holder);
  }

  /** Counts towards the share of unproven sessions what comes into this one. */
  beginUnproven(id: SessionId): void {
    this.#share.begin(id);
  }

  /**
   * Counts bytes that are to be stored, in this session where it is known; none of them where they are too
   * many.
   */
  take(session: SessionId | undefined, holder: QuotaHolder, bytes: number): OverBudget | undefined {
    const waitMs = this.#quotas.take(holder, 'bytes', bytes);
    if (waitMs === 0 && session !== undefined && !this.#share.take(session, bytes)) {
      this.#quotas.giveBack(holder, 'bytes', bytes);
      return this.#over('share', SHARE_WAIT_MS, holder);
    }
    return this.#counted('bytes', waitMs, holder);
  }

  /** Returns bytes that `take` counted and that were not stored in the end. */
  giveBack(session: SessionId | undefined, holder: QuotaHolder, bytes: number): void {
    if (bytes === 0) return;
    this.#quotas.giveBack(holder, 'bytes', bytes);
    if (session !== undefined) this.#share.giveBack(session, bytes);
    this.#isChanged = true;
  }

  /** Writes down what was taken. Rejects where the store does. */
  async save(): Promise<void> {
    // The outcome of an earlier one is reported to its caller.
    await Promise.allSettled([this.#saving]);
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const save = async (): Promise<void> => {
      await this.#options.store.put('keys', RECORD, this.#quotas.save(Date.now()));
      await this.#share.save();
    };
    this.#saving = save();
    await this.#saving;
  }

  /** Rejects where the store does. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopListening();
    await this.save();
  }

  #counted(type: 'sessions' | 'bytes', waitMs: number, holder: QuotaHolder): OverBudget | undefined {
    if (waitMs > 0) return this.#over(type, waitMs, holder);
    this.#isChanged = true;
    return undefined;
  }

  #over(type: OverBudget['type'], waitMs: number, { address, user }: QuotaHolder): OverBudget {
    this.#options.log({ event: 'budget.reached', of: type, address, user: user ?? null });
    return { type, waitMs };
  }
}
