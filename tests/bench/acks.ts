import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { dragged } from './drag.ts';
import { quantile } from './numbers.ts';
import { EDITS_MAX, Patient } from './patient.ts';
import { type Bench, type BenchOptions, interleave, row } from './report.ts';
import { inBatches } from './seats.ts';
import { startRelayServer } from './servers.ts';

const WARM_MS = 500;
const MEASURED_MS = 1_500;
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
