import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { newObjectId, type ObjectId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { encodeAck, MESSAGE, SYNC, socketPath } from '../../shared/protocol.ts';
import { type Author, SessionDocument } from '../../shared/session/index.ts';
import { dragged } from './drag.ts';
import { clientFrame, join, type LightClient, syncMessage } from './light-client.ts';
import { type Seat, seats } from './seats.ts';

/** An edit and its barrier are two messages, and a socket may only say so many in a burst. */
export const EDITS_MAX = Math.floor((LIMITS.messagesBurstCount - 100) / 2);

/** A person who waits for each edit to be on the relay's disk before the next. */
export class Patient {
  readonly #session: SessionDocument;
  readonly #author: Author;
  readonly #object: ObjectId;
  readonly #client: LightClient;
  #edit: Uint8Array = new Uint8Array(0);
  #version = 1;
  #acked: () => void = () => undefined;

  static async join(url: string): Promise<Patient> {
    const { id, people } = await seats(url, 1);
    const { user, token } = people[0] as Seat;
    const author = { user, at: 0 };
    const session = new SessionDocument();
    const object = newObjectId();
    session.apply(author, [
      { type: 'place-object', id: object, kind: 'box', placement: dragged(0), fields: {} },
    ]);
    const starting = {
      state: Y.encodeStateAsUpdate(session.doc),
      stateVector: Y.encodeStateVector(session.doc),
    };
    return new Patient(session, author, object, await join(url, socketPath(id), token, starting));
  }

  private constructor(session: SessionDocument, author: Author, object: ObjectId, client: LightClient) {
    this.#session = session;
    this.#author = author;
    this.#object = object;
    this.#client = client;
    client.listen((bytes, start, end) => {
      if (decoding.readVarUint(decoding.createDecoder(bytes.subarray(start, end))) === MESSAGE.ack)
        this.#acked();
    });
    session.doc.on('update', (update: Uint8Array) => {
      this.#edit = update;
    });
  }

  /**
   * Edits until `until` (ms of the monotonic clock), at most `EDITS_MAX` times; answers how long each took to
   * be acknowledged (ms).
   */
  async edit(until: number): Promise<number[]> {
    const times: number[] = [];
    for (let start = performance.now(); start < until; start = performance.now()) {
      if (times.length === EDITS_MAX) break;
      const intent = { type: 'move-object', id: this.#object, placement: dragged(start) } as const;
      this.#session.apply({ ...this.#author, gesture: this.#object }, [intent]);
      this.#version += 1;
      const acked = new Promise<void>(resolve => {
        this.#acked = resolve;
      });
      const sent = performance.now();
      this.#client.send(clientFrame(syncMessage(SYNC.update, this.#edit)));
      this.#client.send(clientFrame(encodeAck(this.#version)));
      await acked;
      times.push(performance.now() - sent);
    }
    return times;
  }

  leave(): void {
    this.#client.leave();
    this.#session.destroy();
  }
}
