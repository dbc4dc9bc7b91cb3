import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { newObjectId, type UserId } from '../../../shared/ids.ts';
import { MESSAGE, SYNC } from '../../../shared/protocol.ts';
import { encodePresence, SessionDocument } from '../../../shared/session/index.ts';
import { dragged } from '../drag.ts';
import { clientFrame, type Starting, syncMessage } from '../light-client.ts';

/** `updates`: edits of the document. `presence`: where people and what they hold are. */
export type Traffic = 'updates' | 'presence';

/** All that one device says in a run, built before the run so that building it is not measured. */
export interface Script {
  /** The Yjs client id that it speaks under. */
  readonly client: number;
  readonly starting: Starting;
  /** The clock of the first frame; each frame after it has the next one. */
  readonly firstClock: number;
  readonly frames: readonly Buffer[];
}

/** Client ids as large as random ones mostly are: they take 5 bytes. */
const clientOf = (index: number): number => 2 ** 31 + index;

/** One device of index `index` that drags an object of its own and writes a placement every `everyMs`. */
function updates(index: number, user: UserId, count: number, everyMs: number): Script {
  const author = { user, at: 0 };
  const session = new SessionDocument();
  const { doc } = session;
  doc.clientID = clientOf(index);
  const id = newObjectId();
  const lane = index % 50;
  session.apply(author, [{ type: 'place-object', id, kind: 'box', placement: dragged(0, lane), fields: {} }]);
  const starting = { state: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) };
  const firstClock = Y.getState(doc.store, doc.clientID);
  const frames: Buffer[] = [];
  doc.on('update', (update: Uint8Array) => frames.push(clientFrame(syncMessage(SYNC.update, update))));
  for (let n = 1; n <= count; n++) {
    const placement = dragged(n * everyMs, lane);
    session.apply({ ...author, gesture: id }, [{ type: 'move-object', id, placement }]);
  }
  const moved = Y.getState(doc.store, doc.clientID) - firstClock;
  if (frames.length !== count || moved !== count)
    throw new Error('a move is no longer one update of one struct');
  session.destroy();
  return { client: doc.clientID, starting, firstClock, frames };
}

/** The same person as others see it live: head, both hands, and one object in the right one. */
function presence(index: number, user: UserId, count: number, everyMs: number): Script {
  const doc = new Y.Doc();
  const id = newObjectId();
  const frames = Array.from({ length: count }, (_, n) => {
    const at = dragged(n * everyMs, index % 50);
    const state = encodePresence({
      user,
      name: `Person ${index}`,
      color: '#4cc2ff',
      device: 'headset',
      attention: 'here',
      head: dragged(n * everyMs + 400, index % 50),
      left: dragged(n * everyMs + 900, index % 50),
      right: at,
      held: [{ id, placement: at }],
    });
    const entry = encoding.encode(encoder => {
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarUint(encoder, clientOf(index));
      encoding.writeVarUint(encoder, n + 1);
      encoding.writeVarString(encoder, JSON.stringify(state));
    });
    const message = encoding.encode(encoder => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint8Array(encoder, entry);
    });
    return clientFrame(message);
  });
  const starting = { state: Y.encodeStateAsUpdate(doc), stateVector: Y.encodeStateVector(doc) };
  return { client: clientOf(index), starting, firstClock: 1, frames };
}

/** What the person of index `index`, who is `user`, says in a run. */
export const write = (
  traffic: Traffic,
  index: number,
  user: UserId,
  count: number,
  everyMs: number,
): Script =>
  traffic === 'updates' ? updates(index, user, count, everyMs) : presence(index, user, count, everyMs);

/** Called with the sender's client id and the clock of each thing said in a message. */
export type OnSaid = (client: number, clock: number) => void;

/**
 * Reads just enough of a message from a server: who said it and which one it is. Written for speed, as it
 * runs at each delivery.
 */
export class MessageReader {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  read(bytes: Buffer, start: number, onSaid: OnSaid): void {
    this.#bytes = bytes;
    this.#at = start;
    const type = this.#uint();
    if (type === MESSAGE.sync) {
      const isUpdate = this.#uint() === SYNC.update;
      this.#uint(); // the length
      // The number of clients, then of structs: a move has one of each.
      if (!isUpdate || this.#uint() !== 1 || this.#uint() !== 1) return;
      onSaid(this.#uint(), this.#uint());
    } else if (type === MESSAGE.awareness) {
      this.#uint();
      for (let left = this.#uint(); left > 0; left--) {
        onSaid(this.#uint(), this.#uint());
        const length = this.#uint();
        this.#at += length;
      }
    }
  }

  #uint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }
}
