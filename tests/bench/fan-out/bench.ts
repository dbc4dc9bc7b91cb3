import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { newSessionId } from '../../../shared/ids.ts';
import { nextMessage, startProgram } from '../program.ts';
import { type Bench, type BenchOptions, type BenchResult, interleave, type Round, row } from '../report.ts';
import { inBatches, type Seats, seats } from '../seats.ts';
import { startBareServer, startRelayServer } from '../servers.ts';
import type { Ended, Go, Listening, Plan, Ready } from './load.ts';
import type { Traffic } from './script.ts';

interface Work {
  readonly traffic: Traffic;
  readonly sessions: number;
  readonly people: number;
  readonly hz: number;
  readonly warmMs: number;
  readonly measuredMs: number;
}

interface Side {
  readonly ended: Ended;
  /** CPU of the server alone, all its threads. */
  readonly cpuMs: number;
  readonly rssMiB: number;
  /** How busy the process of all clients was: near 1 it is what is measured. */
  readonly loadCores: number;
}

/** The same people for every round: `data` is what a relay's folder holds after they have come in. */
interface Prepared {
  readonly data: string;
  readonly sessions: readonly Seats[];
}

async function prepare(work: Work, folder: string): Promise<Prepared> {
  const data = join(folder, 'prepared');
  const relay = await startRelayServer(data, undefined);
  const sessions = await inBatches(work.sessions, () => seats(relay.url, work.people));
  await relay.program.stop();
  return { data, sessions };
}

async function measure(
  server: 'relay' | 'bare',
  work: Work,
  { data, sessions }: Prepared,
  { folder, profile }: BenchOptions,
): Promise<Side> {
  const copy = join(folder, newSessionId());
  if (server === 'relay') cpSync(data, copy, { recursive: true });
  const measured =
    server === 'relay' ? await startRelayServer(copy, profile) : await startBareServer(profile);
  const load = await startProgram('tests/bench/fan-out/load.ts');
  await nextMessage<Listening>(load.child, 'listening');
  const phase = async (name: Go['phase']): Promise<Ended> => {
    const ended = nextMessage<Ended>(load.child, 'ended');
    load.child.send({ type: 'go', phase: name } satisfies Go);
    return ended;
  };
  const ready = nextMessage<Ready>(load.child, 'ready');
  load.child.send({ ...work, type: 'plan', url: measured.url, server, sessions } satisfies Plan);
  await ready;
  await phase('warm');
  const before = await measured.program.usage();
  const loadBefore = await load.usage();
  const ended = await phase('measured');
  const after = await measured.program.usage();
  const loadAfter = await load.usage();
  await load.stop();
  await measured.program.stop();
  return {
    ended,
    cpuMs: after.cpuMs - before.cpuMs,
    rssMiB: after.rssBytes / 2 ** 20,
    loadCores: (loadAfter.cpuMs - loadBefore.cpuMs) / 1000 / ended.seconds,
  };
}

const lost = ({ ended }: Side): number => ended.expected - ended.arrived - ended.overtaken;

function summarize(rounds: readonly Round<Side>[]): BenchResult {
  const sides = rounds.flatMap(({ ours, reference }) => [ours, reference]);
  const busiest = Math.max(...sides.map(({ loadCores }) => loadCores));
  const missing = rounds.reduce((sum, { ours }) => sum + lost(ours), 0);
  const missingThere = rounds.reduce((sum, { reference }) => sum + lost(reference), 0);
  const { expected = 0 } = rounds[0]?.ours.ended ?? {};
  const overtaken = Math.max(...sides.map(({ ended }) => ended.overtaken / ended.expected));
  return {
    rows: [
      row(
        'server CPU, s per million deliveries',
        rounds,
        ({ cpuMs, ended }) => (cpuMs * 1000) / ended.arrived,
      ),
      row('latency p50, ms', rounds, ({ ended }) => ended.p50Ms),
      row('latency p99, ms', rounds, ({ ended }) => ended.p99Ms),
      row('deliveries per second', rounds, ({ ended }) => ended.arrived / ended.seconds),
      row('server memory (RSS), MiB', rounds, ({ rssMiB }) => rssMiB),
    ],
    notes: [
      missing + missingThere === 0
        ? `All ${expected.toLocaleString('en-US')} deliveries of every round arrived, in order, on both sides.`
        : `LOST: ${missing} of ours, ${missingThere} of the reference, of ${expected} in each round.`,
      ...(overtaken > 0
        ? [
            `Up to ${(overtaken * 100).toFixed(1)} % of a round were overtaken by newer states of the same person.`,
          ]
        : []),
      ...(busiest > 0.85
        ? [`The clients' own process was busy (${busiest.toFixed(2)} cores): latency holds its share too.`]
        : []),
    ],
    raw: rounds,
  };
}

const REFERENCE = 'a bare ws server: one send per receiver, nothing read, checked or kept';

function bench(name: string, title: string, work: Work): Bench {
  return {
    name,
    title,
    reference: REFERENCE,
    run: async options => {
      const prepared = await prepare(work, options.folder);
      const rounds = await interleave(
        options.rounds,
        () => measure('relay', work, prepared, options),
        () => measure('bare', work, prepared, options),
      );
      return summarize(rounds);
    },
  };
}

export const fanOut = bench('fan-out', '1 session, 50 people, each edits 30 times a second', {
  traffic: 'updates',
  sessions: 1,
  people: 50,
  hz: 30,
  warmMs: 1_500,
  measuredMs: 4_000,
});

export const manySessions = bench('sessions', '500 sessions, 2 people each, each edits 5 times a second', {
  traffic: 'updates',
  sessions: 500,
  people: 2,
  hz: 5,
  warmMs: 1_500,
  measuredMs: 4_000,
});

export const presence = bench('presence', '1 session, 50 people, each tells where it is 20 times a second', {
  traffic: 'presence',
  sessions: 1,
  people: 50,
  hz: 20,
  warmMs: 1_500,
  measuredMs: 4_000,
});
