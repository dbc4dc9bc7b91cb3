import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId, UserId } from '../../shared/ids.ts';
import { networkOf } from '../client-address.ts';

export interface UploadLimits {
  /** Uploads at once, of one person and from one address. */
  readonly perPersonCount: number;
  readonly perAddressCount: number;
  /** Bytes held in memory, from one address and of all together. */
  readonly perAddressBytes: number;
  readonly allBytes: number;
}

/** The sender of an upload, and the session that it goes to. */
export interface Uploader {
  readonly session: SessionId;
  readonly user: UserId;
  readonly address: string;
}

/** Returns why the sender may not add to a session any more; undefined where they may. */
export type StillMay = (sender: Uploader) => Promise<AppError | undefined>;

interface UnderWay extends Uploader {
  readonly stillMay: StillMay;
  readonly ending: AbortController;
}

/** An upload under way. Whoever began it calls `end`, once. */
export interface Upload {
  /** Aborted, with an `AppError`, once its sender may not add anything any more. */
  readonly signal: AbortSignal;
  /**
   * Counts bytes more that are kept in memory. Returns false where that is too much: they are to be dropped.
   */
  hold(bytes: number): boolean;
  end(): void;
}

/**
 * The uploads under way, limited by person and by address whatever they announce, so that nobody waits for
 * anybody else's. Each ends with its sender's right to it.
 */
export class Uploads {
  readonly #limits: UploadLimits;
  readonly #underWay = new Set<UnderWay>();
  readonly #counts = new Map<string, number>();
  #bytes = 0;

  constructor(limits: UploadLimits) {
    this.#limits = limits;
  }

  /** Begins an upload. Fails with `api/too-fast`, and with what `stillMay` returns. */
  async begin(sender: Uploader, stillMay: StillMay): Promise<Result<Upload>> {
    const { perPersonCount, perAddressCount, perAddressBytes, allBytes } = this.#limits;
    const network = networkOf(sender.address);
    const [person, address, held] = [`person ${sender.user}`, `from ${network}`, `held ${network}`];
    if (this.#count(person) >= perPersonCount) return fail('api/too-fast', 'uploads of one person');
    if (this.#count(address) >= perAddressCount) return fail('api/too-fast', 'uploads from one address');
    const upload: UnderWay = { ...sender, stillMay, ending: new AbortController() };
    this.#underWay.add(upload);
    this.#add(person, 1);
    this.#add(address, 1);
    let ownBytes = 0;
    const end = (): void => {
      if (!this.#underWay.delete(upload)) return;
      this.#add(person, -1);
      this.#add(address, -1);
      this.#add(held, -ownBytes);
      this.#bytes -= ownBytes;
    };
    // The sender may have been removed since the request was admitted: from now on every change is heard.
    try {
      const no = await stillMay(sender);
      if (no) end();
      if (no) return { ok: false, error: no };
    } catch (error) {
      end();
      throw error;
    }
    return ok({
      signal: upload.ending.signal,
      hold: bytes => {
        if (this.#count(held) + bytes > perAddressBytes || this.#bytes + bytes > allBytes) return false;
        ownBytes += bytes;
        this.#add(held, bytes);
        this.#bytes += bytes;
        return true;
      },
      end,
    });
  }

  /**
   * Ends the uploads to a session whose senders may not add to it any more. Rejects where `stillMay` does,
   * which ends them too.
   */
  async recheck(session: SessionId): Promise<void> {
    const concerned = [...this.#underWay].filter(each => each.session === session);
    await Promise.all(
      concerned.map(async ({ ending, stillMay, ...sender }) => {
        try {
          const no = await stillMay(sender);
          if (no) ending.abort(no);
        } catch (error) {
          ending.abort({ code: 'api/unavailable' } satisfies AppError);
          throw error;
        }
      }),
    );
  }

  /** Ends all uploads to a session. */
  cut(session: SessionId, error: AppError): void {
    for (const each of this.#underWay) if (each.session === session) each.ending.abort(error);
  }

  #count(of: string): number {
    return this.#counts.get(of) ?? 0;
  }

  #add(of: string, count: number): void {
    const sum = this.#count(of) + count;
    if (sum === 0) this.#counts.delete(of);
    else this.#counts.set(of, sum);
  }
}
