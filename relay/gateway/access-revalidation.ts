import type { SessionId } from '../../shared/ids.ts';
import { closeCodeOf } from '../../shared/protocol.ts';
import type { AccessChange, AccessControl } from '../access/index.ts';
import type { Connection, Rooms } from '../rooms/index.ts';

/**
 * Brings changes of access to the open sockets: closes those whose person may no longer be there, and tells
 * all others what they are now. Nothing is trusted for longer than a record says it.
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
   * Checks one socket against its session's records. Also one that has just joined: it may have been admitted
   * by an older record.
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
