import type { SessionId } from '../../shared/ids.ts';

export interface UploadLimits {
  /** Under way at once in one session. */
  readonly perSessionCount: number;
  /** Of all sessions together. */
  readonly allBytes: number;
}

/** Bounds what uploads that are held in memory until they are whole may take together. */
export class Uploads {
  readonly #limits: UploadLimits;
  readonly #underWay = new Map<SessionId, number>();
  #bytes = 0;

  constructor(limits: UploadLimits) {
    this.#limits = limits;
  }

  /** Answers how to give the room back, to be called once; undefined where there is none for `bytes` more. */
  begin(session: SessionId, bytes: number): (() => void) | undefined {
    const before = this.#underWay.get(session) ?? 0;
    if (before >= this.#limits.perSessionCount || this.#bytes + bytes > this.#limits.allBytes)
      return undefined;
    this.#underWay.set(session, before + 1);
    this.#bytes += bytes;
    return () => {
      const left = (this.#underWay.get(session) ?? 1) - 1;
      if (left > 0) this.#underWay.set(session, left);
      else this.#underWay.delete(session);
      this.#bytes -= bytes;
    };
  }
}
