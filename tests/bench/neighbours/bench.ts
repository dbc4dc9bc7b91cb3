import { join } from 'node:path';
import * as Y from 'yjs';
import { DEFAULTS } from '../../../relay/index.ts';
import { newObjectId, type UserId } from '../../../shared/ids.ts';
import { SYNC } from '../../../shared/protocol.ts';
import { SessionDocument } from '../../../shared/session/index.ts';
import { dragged } from '../drag.ts';
import { crowd } from '../gate/hostile.ts';
import { clientFrame, syncMessage } from '../light-client.ts';
import { Patient } from '../patient.ts';
import { nextMessage, type Program, startProgram } from '../program.ts';
import { type Bench, type BenchOptions, interleave, type Round, row } from '../report.ts';
import { inBatches, type Seat, seats } from '../seats.ts';
import { type Server, startRelayServer } from '../servers.ts';
import type { Hammer, Hammered } from './hammer.ts';

/** In as many sessions. Each waits for one edit to be on disk before the next. */
const NEIGHBOURS_COUNT = 10;
const WARM_MS = 500;
const MEASURED_MS = 4_000;
/** By then whoever is hostile has used up what anybody may take at once. */
const HEAD_START_MS = 3_000;
const MADE_COUNT = 5_000;

interface Attack {
  readonly name: string;
  readonly frame: (user: UserId) => Uint8Array;
}

interface Side {
  readonly perSecond: number;
  /** Of the relay, for each edit that it acknowledged. */
  readonly cpuMs: number;
  readonly hammered: Hammered;
}

const update = (bytes: Uint8Array): Uint8Array => clientFrame(syncMessage(SYNC.update, bytes));

/** An update of `MADE_COUNT` objects: merged once, and then for nothing. */
function many(user: UserId): Uint8Array {
  const session = new SessionDocument();
  const objects = Array.from({ length: MADE_COUNT }, (_, n) => ({
    type: 'place-object' as const,
    id: newObjectId(),
    kind: 'box' as const,
    placement: dragged(n),
    fields: {},
  }));
  session.apply({ user, at: 0 }, objects);
  const bytes = Y.encodeStateAsUpdate(session.doc);
  session.destroy();
  return bytes;
}

const settings = (): Uint8Array => {
  const doc = new Y.Doc();
  doc.getMap('settings').set('name', 'mine');
  return Y.encodeStateAsUpdate(doc);
};

const ATTACKS: readonly Attack[] = [
  { name: 'sends what is refused', frame: () => update(settings()) },
  { name: 'sends what is no update', frame: () => update(Uint8Array.of(1, 2, 3)) },
  { name: 'sends 5,000 objects again and again', frame: user => update(many(user)) },
  { name: 'sends crowds of 20,000 values', frame: () => update(crowd([Y.createID(1, 0)], 20_000)) },
];

async function hammer(url: string, { frame }: Attack): Promise<Program> {
  const { id, people } = await seats(url, 2);
  const { token, user } = people[1] as Seat;
  const program = await startProgram('tests/bench/neighbours/hammer.ts');
  await nextMessage(program.child, 'listening');
  program.child.send({ type: 'hammer', url, session: id, token, frame: frame(user) } satisfies Hammer);
  return program;
}

/** `where`: the hostile one is a guest of the relay that is measured, or of another one that runs beside it. */
async function measure(attack: Attack, where: 'here' | 'elsewhere', options: BenchOptions): Promise<Side> {
  const start = (): Promise<Server> => {
    const data = join(options.folder, newObjectId());
    return startRelayServer(data, options.profile, String(DEFAULTS.socketsPerAddressCount));
  };
  const [relay, other] = [await start(), await start()];
  const everybody = async (ms: number): Promise<{ edits: number; seconds: number }> => {
    const patients = await inBatches(NEIGHBOURS_COUNT, () => Patient.join(relay.url));
    const start = performance.now();
    const times = (await Promise.all(patients.map(patient => patient.edit(start + ms)))).flat();
    const seconds = (performance.now() - start) / 1000;
    for (const patient of patients) patient.leave();
    return { edits: times.length, seconds };
  };
  await everybody(WARM_MS);
  const hammering = await hammer(where === 'here' ? relay.url : other.url, attack);
  await everybody(HEAD_START_MS);
  const before = await relay.program.usage();
  const { edits, seconds } = await everybody(MEASURED_MS);
  const after = await relay.program.usage();
  const counted = nextMessage<Hammered>(hammering.child, 'hammered');
  hammering.child.send({ type: 'count' });
  const hammered = await counted;
  await hammering.stop();
  await relay.program.stop();
  await other.program.stop();
  return { perSecond: edits / seconds, cpuMs: (after.cpuMs - before.cpuMs) / edits, hammered };
}

export const neighbours: Bench = {
  name: 'neighbours',
  title: `${NEIGHBOURS_COUNT} people edit in as many sessions while somebody hostile does what the relay lets them in another`,
  reference: 'the same people and the same machine, but the hostile one is at another relay beside it',
  run: async options => {
    const measured: { attack: Attack; rounds: Round<Side>[] }[] = [];
    for (const attack of ATTACKS) {
      const rounds = await interleave(
        options.rounds,
        () => measure(attack, 'here', options),
        () => measure(attack, 'elsewhere', options),
      );
      measured.push({ attack, rounds });
    }
    return {
      rows: measured.flatMap(({ attack: { name }, rounds }) => [
        row(`${name}: edits per second of the others`, rounds, ({ perSecond }) => perSecond),
        row(`${name}: CPU of the relay for each, ms`, rounds, ({ cpuMs }) => cpuMs),
      ]),
      notes: measured.map(({ attack: { name }, rounds }) => {
        const { sockets = 0, frames = 0 } = rounds.at(-1)?.ours.hammered ?? {};
        return `${name}: ${frames} updates over ${sockets} sockets in the last round.`;
      }),
      raw: measured.map(({ attack: { name }, rounds }) => ({ name, rounds })),
    };
  },
};
