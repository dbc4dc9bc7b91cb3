import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { newObjectId, type ObjectId, type UserId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { encodeAck, MESSAGE, SYNC, socketPath } from '../../shared/protocol.ts';
import { type Author, SessionDocument } from '../../shared/session/index.ts';
import { dragged } from './drag.ts';
import { clientFrame, join, type LightClient, syncMessage } from './light-client.ts';
import { quantile } from './numbers.ts';
import { type Bench, type BenchOptions, interleave, row } from './report.ts';
import { inBatches, type Seat, seats } from './seats.ts';
import { startRelayServer } from './servers.ts';

const WARM_MS = 500;
const MEASURED_MS = 1_500;
/** An edit and its barrier are two messages, and a socket may only say so many in a burst. */
const EDITS_MAX = Math.floor((LIMITS.messagesBurstCount - 100) / 2);
const CROWD = 20;
const AUTHOR = { user: 'bench-bench-bench-bench' as UserId, at: 0 };

interface Loop {
  readonly perSecond: number;
  readonly p50Ms: number;
}

const loopOf = (times: readonly number[], seconds: number): Loop => ({
  perSecond: times.length / seconds,
  p50Ms: quantile(Float64Array.from(times).sort(), 0.5),
});

/** A person who waits for each edit to be on the relay's disk before the next. */
class Patient {
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

  /** Edits until `until` (ms of the monotonic clock), at most `EDITS_MAX` times; answers how long each took to be acknowledged (ms). */
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

async function withRelay(people: number, options: BenchOptions): Promise<Loop> {
  const relay = await startRelayServer(joinPath(options.folder, newObjectId()), options.profile);
  const everybody = async (ms: number): Promise<Loop> => {
    const patients = await inBatches(people, () => Patient.join(relay.url));
    const start = performance.now();
    const times = (await Promise.all(patients.map(patient => patient.edit(start + ms)))).flat();
    const loop = loopOf(times, (performance.now() - start) / 1000);
    for (const patient of patients) patient.leave();
    return loop;
  };
  await everybody(WARM_MS);
  const loop = await everybody(MEASURED_MS);
  await relay.program.stop();
  return loop;
}

/** Edits as the people make them. */
function someEdits(): readonly Uint8Array[] {
  const session = new SessionDocument();
  const id = newObjectId();
  session.apply(AUTHOR, [{ type: 'place-object', id, kind: 'box', placement: dragged(0), fields: {} }]);
  const edits: Uint8Array[] = [];
  session.doc.on('update', (update: Uint8Array) => edits.push(update));
  for (let n = 1; n <= EDITS_MAX; n++) {
    session.apply({ ...AUTHOR, gesture: id }, [{ type: 'move-object', id, placement: dragged(n) }]);
  }
  session.destroy();
  return edits;
}

/** Appends and flushes, one after the other: the least that "on disk" can mean. */
function withFile(folder: string, edits: readonly Uint8Array[]): Loop {
  const file = openSync(joinPath(folder, `append-${newObjectId()}`), 'a');
  const run = (ms: number): { times: number[]; seconds: number } => {
    const times: number[] = [];
    const start = performance.now();
    for (let now = start; now < start + ms; ) {
      writeSync(file, edits[times.length % edits.length] as Uint8Array);
      fdatasyncSync(file);
      const after = performance.now();
      times.push(after - now);
      now = after;
    }
    return { times, seconds: (performance.now() - start) / 1000 };
  };
  run(WARM_MS);
  const { times, seconds } = run(MEASURED_MS);
  closeSync(file);
  return loopOf(times, seconds);
}

export const acks: Bench = {
  name: 'acks',
  title: 'edits that the relay acknowledges as on disk, each awaited before the next',
  reference: 'a loop of append and fdatasync on one file, such edits, same folder',
  run: async options => {
    const edits = someEdits();
    const reference = async (): Promise<Loop> => withFile(options.folder, edits);
    const alone = await interleave(options.rounds, () => withRelay(1, options), reference);
    const crowd = await interleave(options.rounds, () => withRelay(CROWD, options), reference);
    return {
      rows: [
        row('1 person: acknowledged edits per second', alone, ({ perSecond }) => perSecond),
        row('1 person: edit to ack p50, ms', alone, ({ p50Ms }) => p50Ms),
        row(`${CROWD} people: acknowledged edits per second`, crowd, ({ perSecond }) => perSecond),
        row(`${CROWD} people: edit to ack p50, ms`, crowd, ({ p50Ms }) => p50Ms),
      ],
      notes: [
        `${CROWD} people are in as many sessions and share flushes; the reference is one writer every time.`,
      ],
      raw: { alone, crowd },
    };
  },
};
