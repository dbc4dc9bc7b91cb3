import type { ErrorCode } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { CLOSE, CLOSE_FOR_NOW } from '../../shared/protocol.ts';
import type { AccessChange, AccessControl } from '../access/index.ts';
import type { Connection, Rooms } from '../rooms/index.ts';

const CLOSE_OF: Partial<Record<ErrorCode, number>> = {
  'api/unauthorized': CLOSE.token,
  'api/forbidden': CLOSE.forbidden,
  'api/not-found': CLOSE.gone,
  'api/deleted': CLOSE.gone,
  'api/unavailable': CLOSE_FOR_NOW.tryAgain,
};

/** The close code for a refusal of access. */
export const closeCodeOf = (code: ErrorCode): number => CLOSE_OF[code] ?? CLOSE.forbidden;

/**
 * Brings what the records say to the sockets that are open: who may no longer be there is sent away, all
 * others hear what they now are. Nothing is trusted for longer than a record says it.
 */
export class AccessRevalidator {
  readonly #access: AccessControl;
  readonly #rooms: Rooms;
  readonly #onFailure: (error: unknown) => void;
  readonly #stop: () => void;

  constructor(access: AccessControl, rooms: Rooms, onFailure: (error: unknown) => void) {
    this.#access = access;
    this.#rooms = rooms;
    this.#onFailure = onFailure;
    this.#stop = access.changes.subscribe(change => this.#follow(change));
  }

  /**
   * Looks again at one socket, and at its session's records. Also for one that has just joined: it may have
   * been let in by an older word.
   */
  async check(connection: Connection, id: SessionId): Promise<void> {
    const admitted = await this.#access.admit(connection.claims, id);
    if (!admitted.ok) {
      const { code, detail = 'the session is gone' } = admitted.error;
      connection.close(closeCodeOf(code), detail);
      return;
    }
    connection.setStanding(await this.#access.standing(id, admitted.value));
  }

  close(): void {
    this.#stop();
  }

  #follow({ session }: AccessChange): void {
    for (const connection of this.#rooms.live(session)?.connections ?? []) {
      this.check(connection, session).catch(this.#onFailure);
    }
  }
}
