import * as Y from 'yjs';
import { judge } from '../../../relay/gate/gate.ts';
import type { GateState } from '../../../relay/gate/state.ts';
import type { Writer } from '../../../shared/session/index.ts';
import { interleave, type Round } from '../report.ts';
import { attacks } from './hostile.ts';
import { EDITOR, EDITOR_CLIENT, OWNER, OWNER_CLIENT, typicalWork } from './typical.ts';

/** Runs in a process of its own, bundled, so that no compiler is in what is measured. */

export interface GateNumbers {
  readonly type: 'gate';
  /** Microseconds of CPU for each update of a kind of work. */
  readonly typical: readonly { readonly name: string; readonly rounds: readonly Round<number>[] }[];
  /** Milliseconds of CPU of every refusal. */
  readonly hostile: readonly { readonly name: string; readonly ms: readonly number[] }[];
}

export interface Ask {
  readonly type: 'ask';
  readonly rounds: number;
}

/** V8 has compiled all of it by then. */
const WARM_ROUNDS = 3;
/**
 * Refusals are short, so there is time for many; the first ones also pay for code that is not yet compiled.
 */
const REFUSALS_COUNT = 20;

const WRITER: Writer = { user: EDITOR, role: 'editor', editing: true };
const OWNERS = new Map([
  [OWNER_CLIENT, { user: OWNER, role: 'host' as const }],
  [EDITOR_CLIENT, { user: EDITOR, role: 'editor' as const }],
]);

/**
 * CPU of this process so far, ms: what others do on the machine is not in it, what V8 collects and compiles
 * is.
 */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function stateOf(before: Uint8Array): GateState {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, before);
  return { doc, ownerOf: client => OWNERS.get(client), bytes: () => before.length };
}

/** Microseconds of CPU for each of `updates`. */
async function perUpdate(
  before: Uint8Array,
  updates: readonly Uint8Array[],
  take: (state: GateState, update: Uint8Array) => void,
): Promise<number> {
  const state = stateOf(before);
  const start = cpuMs();
  for (const update of updates) take(state, update);
  const ms = cpuMs() - start;
  state.doc.destroy();
  return (ms * 1000) / updates.length;
}

function judged(state: GateState, update: Uint8Array): void {
  const verdict = judge(update, state, WRITER);
  if (verdict.type !== 'accept') throw new Error(`an honest update: ${JSON.stringify(verdict)}`);
  Y.applyUpdate(state.doc, verdict.news);
}

async function typical(rounds: number): Promise<GateNumbers['typical']> {
  const measured: { name: string; rounds: readonly Round<number>[] }[] = [];
  for (const { name, before, updates } of typicalWork()) {
    const all = await interleave(
      rounds + WARM_ROUNDS,
      () => perUpdate(before, updates, judged),
      () => perUpdate(before, updates, ({ doc }, update) => Y.applyUpdate(doc, update)),
    );
    measured.push({ name, rounds: all.slice(WARM_ROUNDS) });
  }
  return measured;
}

function hostile(): GateNumbers['hostile'] {
  const { state: before, list } = attacks();
  const state = stateOf(before);
  return list.map(({ name, update, role }) => {
    const ms = Array.from({ length: REFUSALS_COUNT }, () => {
      const start = cpuMs();
      const { type } = judge(update, state, { ...WRITER, role });
      const took = cpuMs() - start;
      if (type !== 'refuse' && type !== 'malformed') throw new Error(`${name}: ${type}`);
      return took;
    });
    return { name, ms };
  });
}

process.on('message', async ({ type, rounds }: Ask) => {
  if (type !== 'ask') return;
  process.send?.({
    type: 'gate',
    hostile: hostile(),
    typical: await typical(rounds),
  } satisfies GateNumbers);
});
process.channel?.ref();
process.send?.({ type: 'listening' });
process.on('SIGTERM', () => process.exit(0));
