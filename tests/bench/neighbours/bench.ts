import { join } from 'node:path';
import * as Y from 'yjs';
import { DEFAULTS } from '../../../relay/index.ts';
import { newObjectId, type UserId } from '../../../shared/ids.ts';
import { SYNC } from '../../../shared/protocol.ts';
import { SessionDocument } from '../../../shared/session/index.ts';
import { dragged } from '../drag.ts';
import { crowd } from '../gate/hostile.ts';
import { clientFrame, syncMessage } from '../light-client.ts';
import { format, median } from '../numbers.ts';
import { Patient } from '../patient.ts';
import { nextMessage, type Program, startProgram } from '../program.ts';
import { type Bench, type BenchOptions, type Round, row } from '../report.ts';
import { inBatches, type Seat, seats } from '../seats.ts';
import { type Server, startRelayServer } from '../servers.ts';
import type { Hammer, Hammered } from './hammer.ts';

/** In as many sessions. Each waits for one edit to be on disk before the next. */
const NEIGHBOURS_COUNT = 10;
/** Edits here, then edits there, and so on: a machine is rarely as quick in one minute as in the next. */
const SLICES_COUNT = 12;
const SLICE_MS = 1_000;
/** By then whoever is hostile has used up what anybody may take at once. */
const HEAD_START_MS = 4_000;
/** Then the hostile one is alone with the relay. */
const ALONE_MS = 8_000;
const MADE_COUNT = 5_000;
/** A message may come in so many frames, nearly: `ws` ends a connection that sends more for one. */
const EMPTY_FRAMES_COUNT = 16_000;

interface Attack {
  readonly name: string;
  readonly frame: (user: UserId) => Uint8Array;
}

interface Side {
  readonly perSecond: number;
  /** Of the relay, for each edit that it acknowledged. */
  readonly cpuMs: number;
}

interface Measured extends Round<Side> {
  /** Of one core, what the hostile one takes of a relay that has nothing else to do. */
  readonly share: number;
  readonly hammered: Hammered;
}

/** Of a type that nobody knows: passed over. */
const OTHER_MESSAGE = 104;

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

/**
 * One message of the least that it can hold, in as many frames as one may have (RFC 6455, 5.2 and 5.4:
 * binary, continued, the last one).
 */
function shreds(): Uint8Array {
  const MASKED_EMPTY = [0x80, 0, 0, 0, 0];
  const frames = [0x02, ...MASKED_EMPTY];
  for (let n = 0; n < EMPTY_FRAMES_COUNT; n++) frames.push(0x00, ...MASKED_EMPTY);
  frames.push(0x80, 0x81, 0, 0, 0, 0, OTHER_MESSAGE);
  return Uint8Array.from(frames);
}

const ATTACKS: readonly Attack[] = [
  // How far two relays differ without any reason.
  { name: 'stays and sends nothing', frame: () => new Uint8Array(0) },
  { name: 'sends what is refused', frame: () => update(settings()) },
  { name: 'sends what is no update', frame: () => update(Uint8Array.of(1, 2, 3)) },
  { name: 'sends 5,000 objects again and again', frame: user => update(many(user)) },
  { name: 'sends crowds of 20,000 values', frame: () => update(crowd([Y.createID(1, 0)], 20_000)) },
  { name: 'sends messages in 16,000 empty frames', frame: shreds },
];

async function hammer(url: string, { frame }: Attack, isHostile: boolean): Promise<Program> {
  const { id, people } = await seats(url, 2);
  const { token, user } = people[1] as Seat;
  const program = await startProgram('tests/bench/neighbours/hammer.ts');
  await nextMessage(program.child, 'listening');
  program.child.send({
    type: 'hammer',
    url,
    session: id,
    token,
    frame: frame(user),
    isHostile,
  } satisfies Hammer);
  return program;
}

interface Place {
  readonly relay: Server;
  edits: number;
  ms: number;
  cpuMs: number;
}

async function editAt(place: Place): Promise<void> {
  const { relay } = place;
  const patients = await inBatches(NEIGHBOURS_COUNT, () => Patient.join(relay.url));
  const before = await relay.program.usage();
  const start = performance.now();
  const times = await Promise.all(patients.map(patient => patient.edit(start + SLICE_MS)));
  place.ms += performance.now() - start;
  place.cpuMs += (await relay.program.usage()).cpuMs - before.cpuMs;
  place.edits += times.flat().length;
  for (const patient of patients) patient.leave();
}

const sideOf = ({ edits, ms, cpuMs }: Place): Side => ({
  perSecond: (edits / ms) * 1000,
  cpuMs: cpuMs / edits,
});

interface Pair<T> {
  readonly here: T;
  readonly elsewhere: T;
}

/** Edits at two relays, second by second in turn. */
async function editInTurn(relays: Pair<Server>): Promise<Pair<Side>> {
  const here: Place = { relay: relays.here, edits: 0, ms: 0, cpuMs: 0 };
  const elsewhere: Place = { relay: relays.elsewhere, edits: 0, ms: 0, cpuMs: 0 };
  for (let slice = 0; slice < SLICES_COUNT; slice++) {
    const [first, second] = slice % 2 === 0 ? [here, elsewhere] : [elsewhere, here];
    await editAt(first);
    await editAt(second);
  }
  return { here: sideOf(here), elsewhere: sideOf(elsewhere) };
}

async function shareOf({ program }: Server): Promise<number> {
  const before = await program.usage();
  const start = performance.now();
  await new Promise(resolve => setTimeout(resolve, ALONE_MS));
  return ((await program.usage()).cpuMs - before.cpuMs) / (performance.now() - start);
}

/** What would be here with nobody hostile: as elsewhere now, but for how the two differed before. */
const expected = (before: Pair<Side>, now: Pair<Side>): Side => ({
  perSecond: (now.elsewhere.perSecond * before.here.perSecond) / before.elsewhere.perSecond,
  cpuMs: (now.elsewhere.cpuMs * before.here.cpuMs) / before.elsewhere.cpuMs,
});

/**
 * Two relays, as a machine changes from one minute to the next; and before and after, as no two processes of
 * one program are equally quick. At one relay the guest is hostile, at the other they do the same once: what
 * it leaves in memory, and what the hostile process itself takes, is in both.
 */
async function measure(attack: Attack, options: BenchOptions): Promise<Measured> {
  const start = (): Promise<Server> =>
    startRelayServer(
      join(options.folder, newObjectId()),
      options.profile,
      String(DEFAULTS.socketsPerAddressCount),
    );
  const relays = { here: await start(), elsewhere: await start() };
  for (const relay of [relays.here, relays.elsewhere]) {
    // What is compiled by the first edits is in none.
    await editAt({ relay, edits: 0, ms: 0, cpuMs: 0 });
    await relay.program.collect();
  }
  const before = await editInTurn(relays);
  const hammering = await hammer(relays.here.url, attack, true);
  const decent = await hammer(relays.elsewhere.url, attack, false);
  await new Promise(resolve => setTimeout(resolve, HEAD_START_MS));
  const now = await editInTurn(relays);
  const share = await shareOf(relays.here);
  const counted = nextMessage<Hammered>(hammering.child, 'hammered');
  hammering.child.send({ type: 'count' });
  const hammered = await counted;
  for (const program of [hammering, decent, relays.here.program, relays.elsewhere.program])
    await program.stop();
  return { ours: now.here, reference: expected(before, now), share, hammered };
}

export const neighbours: Bench = {
  name: 'neighbours',
  title: `${NEIGHBOURS_COUNT} people edit in as many sessions while somebody hostile does what the relay lets them in another`,
  reference:
    'another relay on the same machine, second by second in turn, where somebody does the same once; how the two differed before is taken out',
  run: async options => {
    const measured: { attack: Attack; rounds: Measured[] }[] = [];
    for (const attack of ATTACKS) {
      const rounds: Measured[] = [];
      while (rounds.length < options.rounds) rounds.push(await measure(attack, options));
      measured.push({ attack, rounds });
    }
    return {
      rows: measured.flatMap(({ attack: { name }, rounds }) => [
        row(`${name}: edits per second of the others`, rounds, ({ perSecond }) => perSecond),
        row(`${name}: CPU of the relay for each, ms`, rounds, ({ cpuMs }) => cpuMs),
      ]),
      notes: measured.map(({ attack: { name }, rounds }) => {
        const { sockets = 0, frames = 0 } = rounds.at(-1)?.hammered ?? {};
        const share = format(100 * median(rounds.map(each => each.share)));
        return `${name}: ${frames} messages handed to ${sockets} sockets in the last round; alone with the relay, ${share} % of a core.`;
      }),
      raw: measured.map(({ attack: { name }, rounds }) => ({ name, rounds })),
    };
  },
};
