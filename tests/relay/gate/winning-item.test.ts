import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// These are pure, and their answers are compared with what Yjs does.
import { UpdateAttribution } from '../../../relay/gate/attribution.ts';
import { chainsOf, knownClock } from '../../../relay/gate/paths.ts';
import type { StructId } from '../../../relay/gate/struct.ts';
import { withoutKnown } from '../../../relay/gate/trim-known.ts';
import { summarize } from '../../../relay/gate/update-reader.ts';
import { winningItem } from '../../../relay/gate/winning-item.ts';
import { type Forged, type ForgedClient, forge } from '../../support/forge.ts';
import { randomUpdates } from '../../support/random-updates.ts';

const SEED = 20_261_129;
const CLIENTS = [3, 5, 8, 13];

/**
 * One thing written to the one key: by whom, beside which of the units before (0: at the beginning), and how
 * much of what.
 */
const turn = fc.record({
  by: fc.nat(3),
  beside: fc.nat(),
  length: fc.integer({ min: 1, max: 3 }),
  dead: fc.boolean(),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

/** Everybody's structs, in two halves: what a document has, and an update that comes then. */
function chain(turns: readonly Turn[], half: number): [Uint8Array, Uint8Array] {
  const next = new Map(CLIENTS.map(client => [client, 0]));
  const units: StructId[] = [];
  const halves = [new Map<number, Forged[]>(), new Map<number, Forged[]>()];
  const starts = [new Map<number, number>(), new Map<number, number>()];
  for (const [index, { by, beside, length, dead }] of turns.entries()) {
    const which = index < half ? 0 : 1;
    const client = CLIENTS[by] as number;
    const clock = next.get(client) as number;
    const origin = units[(beside % (units.length + 1)) - 1];
    const at = origin ? { origin } : { parent: 'settings', key: 'name' };
    const count = dead ? length : 1;
    const struct: Forged = dead
      ? { holds: 'deleted', length, ...at }
      : { holds: 'values', values: [`${client}.${clock}`], ...at };
    const mine = halves[which]?.get(client) ?? [];
    halves[which]?.set(client, [...mine, struct]);
    if (!starts[which]?.has(client)) starts[which]?.set(client, clock);
    for (let n = 0; n < count; n++) units.push({ client, clock: clock + n });
    next.set(client, clock + count);
  }
  const update = (which: 0 | 1): Uint8Array =>
    forge(
      [...(halves[which] ?? [])].map(
        ([client, structs]): ForgedClient => ({ client, clock: starts[which]?.get(client) ?? 0, structs }),
      ),
    );
  return [update(0), update(1)];
}

const optionsFor = (doc: Y.Doc) => ({
  known: (client: number) => knownClock(doc, client),
  countsConflicts: false,
});

describe(`what a place holds at the end, from seed ${SEED}`, () => {
  it('[GATE-9] is what Yjs makes of the update, in whatever order things were written', () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 24 }), fc.nat(24), (turns, half) => {
        const [before, update] = chain(turns, half);
        const doc = new Y.Doc();
        Y.applyUpdate(doc, before);
        const summary = summarize(update, optionsFor(doc));
        if (typeof summary === 'string') throw new Error(summary);
        const attribution = new UpdateAttribution(doc, summary);
        const place = attribution.entries.get('settings')?.get('name');
        const ending = place && winningItem(doc, attribution, place);
        const said =
          ending &&
          ('left' in ending
            ? { client: ending.id.client, clock: ending.id.clock + ending.length - 1 }
            : { client: ending.client, clock: ending.clock + ending.length - 1 });
        Y.applyUpdate(doc, update);
        const tail = chainsOf(doc.getMap('settings')).get('name');
        if (place) {
          expect(said).toEqual(tail && { client: tail.id.client, clock: tail.id.clock + tail.length - 1 });
        } else expect(half).toBeGreaterThanOrEqual(turns.length);
      }),
      { seed: SEED, numRuns: 3_000 },
    );
  });
});

describe(`what is new of an update, from seed ${SEED}`, () => {
  it('[RELAY-17] leaves the document as the whole update would, and holds nothing of what was there', () => {
    const choices = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(choices, fc.nat(40), (chosen, count) => {
        const { doc: whole, updates } = randomUpdates(chosen);
        const [doc, plain] = [new Y.Doc(), new Y.Doc()];
        for (const each of updates.slice(0, count)) {
          Y.applyUpdate(doc, each);
          Y.applyUpdate(plain, each);
        }
        const update = Y.encodeStateAsUpdate(whole);
        const summary = summarize(update, optionsFor(doc));
        if (typeof summary === 'string') throw new Error(summary);
        const news = withoutKnown(update, summary);
        const lacking = Y.encodeStateVector(doc);
        Y.applyUpdate(doc, news);
        Y.applyUpdate(plain, update);
        expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(plain));
        const { from, to } = Y.parseUpdateMeta(news);
        for (const [client, clock] of Y.decodeStateVector(lacking)) {
          if (!to.has(client)) continue;
          expect(to.get(client)).toBeGreaterThan(clock);
          // It begins within the struct at which the document ends.
          expect(from.get(client)).toBeLessThanOrEqual(clock);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
