import { socketPath } from '../../../shared/protocol.ts';
import { join, LightClient } from '../light-client.ts';
import { quantile, seeded } from '../numbers.ts';
import { inBatches, type Seats } from '../seats.ts';
import { MessageReader, type Script, type Traffic, write } from './script.ts';

/** What the process of all clients is told to do, once. */
export interface Plan {
  readonly type: 'plan';
  readonly url: string;
  /** Ours answers the handshake of the protocol; the bare server has nothing to say. */
  readonly server: 'relay' | 'bare';
  readonly traffic: Traffic;
  readonly sessions: readonly Seats[];
  readonly hz: number;
  readonly warmMs: number;
  readonly measuredMs: number;
}

export interface Go {
  readonly type: 'go';
  readonly phase: 'warm' | 'measured';
}

/** It can be told its plan now. */
export interface Listening {
  readonly type: 'listening';
}

export interface Ready {
  readonly type: 'ready';
}

/**
 * What came of one phase. A delivery is one thing said, at one who hears it. Times from just before the write
 * to just after the read.
 */
export interface Ended {
  readonly type: 'ended';
  readonly sent: number;
  readonly expected: number;
  /** In the order of sending, each once. */
  readonly arrived: number;
  /** Presence that a newer state of the same person took the place of on the way. An edit may never be. */
  readonly overtaken: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Member {
  readonly session: number;
  readonly seat: number;
  readonly script: Script;
  readonly client: LightClient;
  readonly sentAt: Float64Array;
  /** By seat of the sender: the next one expected. */
  readonly next: Int32Array;
}

/** How long nothing may arrive before the rest counts as lost. */
const PATIENCE_MS = 3_000;
const SEED = 7;

async function main(plan: Plan): Promise<void> {
  const everyMs = 1000 / plan.hz;
  const counts = { warm: Math.round(plan.warmMs / everyMs), measured: Math.round(plan.measuredMs / everyMs) };
  const places = plan.sessions.flatMap(({ id, people }, session) =>
    people.map(({ user, token }, seat) => ({ id, user, token, session, seat, people: people.length })),
  );
  const scripts = places.map(({ user }, index) =>
    write(plan.traffic, index, user, counts.warm + counts.measured, everyMs),
  );
  const members: Member[] = await inBatches(places.length, async index => {
    const { id, token, session, seat, people } = places[index] as (typeof places)[number];
    const script = scripts[index] as Script;
    const client =
      plan.server === 'relay'
        ? await join(plan.url, socketPath(id), token, script.starting)
        : await LightClient.open(plan.url, socketPath(id), ['aiframe.v1']);
    const sentAt = new Float64Array(script.frames.length);
    return { session, seat, script, client, sentAt, next: new Int32Array(people) };
  });
  const run = new Run(members, everyMs, plan.traffic);
  process.on('message', async ({ type, phase }: Go) => {
    if (type !== 'go') return;
    const [from, to] = phase === 'warm' ? [0, counts.warm] : [counts.warm, counts.warm + counts.measured];
    process.send?.(await run.phase(from, to));
  });
  process.send?.({ type: 'ready' } satisfies Ready);
}

class Run {
  readonly #members: readonly Member[];
  readonly #everyMs: number;
  #latencies = new Float64Array(0);
  #arrived = 0;
  #overtaken = 0;
  #lastAt = 0;
  readonly #mayOvertake: boolean;

  constructor(members: readonly Member[], everyMs: number, traffic: Traffic) {
    this.#members = members;
    this.#mayOvertake = traffic === 'presence';
    this.#everyMs = everyMs;
    for (const member of members) this.#listen(member);
  }

  /**
   * Everybody says their lines `from` to before `to`, each at their own even pace, not in step with the
   * others.
   */
  async phase(from: number, to: number): Promise<Ended> {
    const random = seeded(SEED);
    const times = this.#members.flatMap(member => {
      const offset = random();
      return Array.from({ length: to - from }, (_, n) => ({
        at: (n + offset) * this.#everyMs,
        line: from + n,
        member,
      }));
    });
    times.sort((a, b) => a.at - b.at);
    const expected = times.reduce((sum, { member }) => sum + member.next.length - 1, 0);
    this.#latencies = new Float64Array(expected);
    this.#arrived = 0;
    this.#overtaken = 0;
    const start = performance.now();
    this.#lastAt = start;
    await new Promise<void>(resolve => {
      let next = 0;
      const pump = (): void => {
        const now = performance.now();
        for (let due = times[next]; due && start + due.at <= now; due = times[++next]) {
          due.member.sentAt[due.line] = performance.now();
          due.member.client.send(due.member.script.frames[due.line] as Buffer);
        }
        if (next < times.length) setTimeout(pump, 1);
        else resolve();
      };
      pump();
    });
    const end = performance.now();
    while (
      this.#arrived + this.#overtaken < expected &&
      performance.now() - Math.max(end, this.#lastAt) < PATIENCE_MS
    ) {
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    const latencies = this.#latencies.subarray(0, this.#arrived).sort();
    return {
      type: 'ended',
      sent: times.length,
      expected,
      arrived: this.#arrived,
      overtaken: this.#overtaken,
      seconds: (this.#lastAt - start) / 1000,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    };
  }

  #listen({ session, client, next }: Member): void {
    const reader = new MessageReader();
    const byClient = new Map(
      this.#members.filter(each => each.session === session).map(each => [each.script.client, each]),
    );
    const onSaid = (from: number, clock: number): void => {
      const sender = byClient.get(from);
      if (!sender) throw new Error('a message of another session');
      const line = clock - sender.script.firstClock;
      // What comes before the first line is the state that people joined with.
      const due = next[sender.seat] as number;
      if (line < due || (line > due && !this.#mayOvertake)) return;
      this.#overtaken += line - due;
      next[sender.seat] = line + 1;
      const now = performance.now();
      this.#lastAt = now;
      this.#latencies[this.#arrived++] = now - (sender.sentAt[line] as number);
    };
    client.listen((bytes, start) => reader.read(bytes, start, onSaid));
  }
}

process.on('message', (message: Plan | Go) => {
  if (message.type === 'plan') void main(message);
});
// What to do comes through the channel, and until then nothing else keeps this process alive.
process.channel?.ref();
process.send?.({ type: 'listening' } satisfies Listening);
process.on('SIGTERM', () => process.exit(0));
