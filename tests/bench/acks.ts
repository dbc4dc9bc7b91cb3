import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import { encodeAck, MESSAGE, SYNC, socketPath } from '../../shared/protocol.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { dragged } from './drag.ts';
import { clientFrame, join, type LightClient, syncMessage } from './light-client.ts';
import { quantile } from './numbers.ts';
import { type Bench, type BenchOptions, interleave, row } from './report.ts';
import { inBatches, seats } from './seats.ts';
import { startRelayServer } from './servers.ts';

const WARM_MS = 500;
const MEASURED_MS = 2_000;
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
  readonly #id = newObjectId();
  readonly #client: LightClient;
  readonly #edits: Uint8Array[] = [];
  #version = 1;
  #acked: () => void = () => undefined;

  static async join(url: string): Promise<Patient> {
    const session = new SessionDocument();
    const { id, tokens } = await seats(url, 1);
    const starting = {
      state: Y.encodeStateAsUpdate(session.doc),
      stateVector: Y.encodeStateVector(session.doc),
    };
    return new Patient(session, await join(url, socketPath(id), tokens[0] as string, starting));
  }

  private constructor(session: SessionDocument, client: LightClient) {
    this.#session = session;
    this.#client = client;
    client.listen((bytes, start, end) => {
      if (decoding.readVarUint(decoding.createDecoder(bytes.subarray(start, end))) === MESSAGE.ack)
        this.#acked();
    });
    session.doc.on('update', (update: Uint8Array) => this.#edits.push(update));
    const id = this.#id;
    session.apply(AUTHOR, [{ type: 'place-object', id, kind: 'box', placement: dragged(0), fields: {} }]);
  }

  /** What the edits were, for a reference that writes the same. */
  get edits(): readonly Uint8Array[] {
    return this.#edits;
  }

  /** Edits until `until` (ms of the monotonic clock); answers how long each took to be acknowledged (ms). */
  async edit(until: number): Promise<number[]> {
    const times: number[] = [];
    for (let start = performance.now(); start < until; start = performance.now()) {
      const intent = { type: 'move-object', id: this.#id, placement: dragged(start) } as const;
      this.#session.apply({ ...AUTHOR, gesture: this.#id }, [intent]);
      this.#version += 1;
      const acked = new Promise<void>(resolve => {
        this.#acked = resolve;
      });
      const sent = performance.now();
      this.#client.send(clientFrame(syncMessage(SYNC.update, this.#edits.at(-1) as Uint8Array)));
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

async function withRelay(
  people: number,
  options: BenchOptions,
  onEdits: (edits: readonly Uint8Array[]) => void,
): Promise<Loop> {
  const relay = await startRelayServer(options);
  const patients = await inBatches(people, () => Patient.join(relay.url));
  const all = async (ms: number): Promise<number[]> => {
    const until = performance.now() + ms;
    return (await Promise.all(patients.map(patient => patient.edit(until)))).flat();
  };
  await all(WARM_MS);
  const start = performance.now();
  const times = await all(MEASURED_MS);
  const loop = loopOf(times, (performance.now() - start) / 1000);
  onEdits(patients.flatMap(({ edits }) => edits));
  for (const patient of patients) patient.leave();
  await relay.program.stop();
  return loop;
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
  reference: 'a loop of append and fdatasync on one file, same bytes, same folder',
  run: async options => {
    // The reference may run first and needs something to write then.
    let edits: readonly Uint8Array[] = [new Uint8Array(90)];
    const keep = (made: readonly Uint8Array[]): void => {
      edits = made;
    };
    const reference = async (): Promise<Loop> => withFile(options.folder, edits);
    const alone = await interleave(options.rounds, () => withRelay(1, options, keep), reference);
    const crowd = await interleave(options.rounds, () => withRelay(CROWD, options, keep), reference);
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
