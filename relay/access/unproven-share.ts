import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Sessions } from './sessions.ts';

/** Bytes of a session with nothing in it: its records, keys and lists. */
export const RECORD_BYTES = 1024;
const PAGE_COUNT = 500;
/** Bytes that a session counts at most, however often something in it was replaced. */
const SESSION_MAX_BYTES = LIMITS.blobsPerSessionBytes + LIMITS.documentMaxBytes + LIMITS.documentSlackBytes;

/**
 * The share of the disk of all sessions together that were created without a device's proof: anybody can make
 * as many of those as they like. Bytes are counted as they come; what is deleted in a session counts until
 * the session is gone.
 */
export class UnprovenShare {
  readonly #sessions: Sessions;
  readonly #share: number;
  readonly #freeBytes: () => number;
  readonly #bytes = new Map<SessionId, number>();
  readonly #changed = new Set<SessionId>();
  #total = 0;

  /** `share`: of what is free and what they take already, 0 to 1; 1 is unlimited. */
  constructor(sessions: Sessions, share: number, freeBytes: () => number) {
    this.#sessions = sessions;
    this.#share = share;
    this.#freeBytes = freeBytes;
  }

  /** Reads from the sessions' records what was counted before. */
  async load(): Promise<void> {
    for (let after: string | undefined; ; ) {
      const page = await this.#sessions.list(after, PAGE_COUNT);
      for (const [id, { proven, stored }] of page) if (!proven) this.#set(id, stored);
      after = page.at(-1)?.[0];
      if (after === undefined) return;
    }
  }

  /** Begins to count a session that was created without a proof. */
  begin(id: SessionId): void {
    this.#set(id, RECORD_BYTES);
    this.#changed.add(id);
  }

  drop(id: SessionId): void {
    this.#total -= this.#bytes.get(id) ?? 0;
    this.#bytes.delete(id);
    this.#changed.delete(id);
  }

  /** Whether there is room for `bytes` more. */
  hasSpace(bytes: number): boolean {
    return this.#share >= 1 || this.#total + bytes <= this.#share * (this.#freeBytes() + this.#total);
  }

  /**
   * Counts `bytes` of a session where it is one of them; returns false, and counts nothing, where there is no
   * room.
   */
  take(id: SessionId, bytes: number): boolean {
    const before = this.#bytes.get(id);
    if (before === undefined) return true;
    if (!this.hasSpace(bytes)) return false;
    this.#set(id, before + bytes);
    this.#changed.add(id);
    return true;
  }

  giveBack(id: SessionId, bytes: number): void {
    const before = this.#bytes.get(id);
    if (before === undefined) return;
    this.#set(id, Math.max(0, before - bytes));
    this.#changed.add(id);
  }

  /** Writes what has changed. */
  async save(): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const id of changed) {
      const stored = this.#bytes.get(id);
      if (stored !== undefined) await this.#sessions.change(id, session => ({ ...session, stored }));
    }
  }

  #set(id: SessionId, bytes: number): void {
    const kept = Math.min(bytes, SESSION_MAX_BYTES);
    this.#total += kept - (this.#bytes.get(id) ?? 0);
    this.#bytes.set(id, kept);
  }
}
