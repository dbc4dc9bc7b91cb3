import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is driven from inside; the real relay is attacked in
// tests/relay/gate/attacks.test.ts.
import { judge } from '../../relay/gate/gate.ts';
import type { ClientOwner, UpdateSource } from '../../relay/gate/state.ts';
import { partsOf, ROOTS, type Writer } from '../../shared/session/index.ts';
import { newDocument } from '../support/builders.ts';
import { type Forged, type ForgedDeletion, forge } from '../support/forge.ts';
import { doStep, step } from '../support/random-sessions.ts';

const SEED = 20_261_129;
const writer = (name: string, role: Writer['role']): Writer => ({
  user: name.padEnd(20, '_'),
  role,
  editing: true,
});
const HOST = writer('host', 'host');
const ANNA = writer('anna', 'editor');
const BEN = writer('ben', 'editor');
const PLACEMENT = [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
const NEEDED = ['kind', 'placement', 'by'];
const IDS = ['one', 'two', 'three'];
const BENS = [2, 40, 9_000];

class Relay {
  readonly doc = new Y.Doc();
  readonly owners = new Map<number, ClientOwner>();

  send(update: Uint8Array, from: Writer, manner: UpdateSource = 'update'): ReturnType<typeof judge> {
    const state = { doc: this.doc, ownerOf: (client: number) => this.owners.get(client), bytes: () => 0 };
    const verdict = judge(update, state, from, manner);
    if (verdict.type !== 'accept') return verdict;
    for (const client of verdict.newClientIds) this.owners.set(client, from);
    Y.applyUpdate(this.doc, verdict.news);
    expect([this.doc.store.pendingStructs, this.doc.store.pendingDs]).toEqual([null, null]);
    return verdict;
  }
}

/** Objects, settings and people of the host's and Anna's, one of them locked, with a past. */
function session(): Relay {
  const relay = new Relay();
  for (const [n, who] of [HOST, ANNA].entries()) {
    const doc = new Y.Doc();
    doc.clientID = 1_000 * (n + 1);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay.doc));
    const objects = doc.getMap<Y.Map<unknown>>('objects');
    doc.transact(() => {
      const fields = { kind: 'box', placement: PLACEMENT, by: who.user, name: 'x' };
      for (const id of n === 0 ? ['one', 'two'] : ['three'])
        objects.set(id, new Y.Map(Object.entries(fields)));
      doc.getMap('meta').set('format', 1);
      if (n === 0) doc.getMap('settings').set('name', 'Ours');
      doc.getMap('participants').set(who.user, { name: 'N', color: '#4cc2ff', joined: 1 });
    });
    if (n === 1) objects.get('three')?.set('locked', ANNA.user);
    objects.get('one')?.set('name', `y${n}`);
    expect(relay.send(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(relay.doc)), who).type).toBe('accept');
  }
  return relay;
}

const VALUES: readonly unknown[] = [
  'box',
  'note',
  PLACEMENT,
  HOST.user,
  ANNA.user,
  BEN.user,
  'x',
  1,
  { name: 'N' },
];
const KEYS = ['kind', 'placement', 'by', 'name', 'locked', 'text', 'format', 'junk', ...IDS, BEN.user];

const wish = fc.record({
  client: fc.nat(2),
  holds: fc.constantFrom<Forged['holds']>('gone', 'deleted', 'map', 'values', 'values', 'values', 'hole'),
  length: fc.integer({ min: 1, max: 3 }),
  value: fc.nat(),
  /** Behind which unit, of the document or of the update itself; or else where it begins. */
  beside: fc.option(fc.nat()),
  parent: fc.nat(),
  key: fc.nat(),
});
const deletion = fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 4 }) });
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T;

/** Everything that is in the document, unit by unit. */
const unitsOf = (doc: Y.Doc) =>
  [...doc.store.clients].flatMap(([client, structs]) =>
    structs.flatMap(({ id, length }) => Array.from({ length }, (_, n) => ({ client, clock: id.clock + n }))),
  );

function forgery(doc: Y.Doc, wishes: readonly Wish[], deletions: readonly { at: number; length: number }[]) {
  const units = unitsOf(doc);
  const structs = new Map<number, Forged[]>();
  const next = new Map(BENS.map(client => [client, Y.getState(doc.store, client)]));
  const clocks = new Map(next);
  for (const { client: who, holds, length, value, beside, parent, key } of wishes) {
    const client = pick(BENS, who);
    const clock = next.get(client) ?? 0;
    const at =
      beside === null
        ? { parent: parent % 2 ? pick(ROOTS, parent) : pick(units, parent), key: pick(KEYS, key) }
        : { origin: pick(units, beside) };
    const values = Array.from({ length }, (_, n) => pick(VALUES, value + n));
    const made: Forged =
      holds === 'gone' || holds === 'hole'
        ? { holds, length }
        : holds === 'deleted'
          ? { holds, length, ...at }
          : holds === 'map'
            ? { holds, ...at }
            : { holds, values, ...at };
    structs.set(client, [...(structs.get(client) ?? []), made]);
    const count = holds === 'map' ? 1 : length;
    for (let n = 0; n < count; n++) units.push({ client, clock: clock + n });
    next.set(client, clock + count);
  }
  const taken: ForgedDeletion[] = [];
  for (const { at, length } of deletions) {
    const { client, clock } = pick(units, at);
    if (taken.every(each => each.client !== client || each.clock + each.length <= clock))
      taken.push({ client, clock, length });
  }
  const clients = [...structs].map(([client, all]) => ({
    client,
    clock: clocks.get(client) ?? 0,
    structs: all,
  }));
  return forge(clients, taken);
}

const objectsOf = (doc: Y.Doc): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    [...doc.getMap<unknown>('objects')].map(([id, object]) => [
      id,
      object instanceof Y.Map ? (object.toJSON() as Record<string, unknown>) : {},
    ]),
  );
const restOf = (doc: Y.Doc) =>
  ['settings', 'participants'].map(name => JSON.stringify(doc.getMap(name).toJSON()));

describe(`structs that no app writes, from seed ${SEED}`, () => {
  it('[GATE-4] change nothing that their sender may not, break nothing, and leave everybody with the same', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(wish, { maxLength: 5 }), fc.array(deletion, { maxLength: 3 })), {
          minLength: 1,
          maxLength: 8,
        }),
        rounds => {
          const relay = session();
          for (const [wishes, deletions] of rounds) {
            const [before, rest] = [objectsOf(relay.doc), restOf(relay.doc)];
            const maps = new Map(relay.doc.getMap('objects'));
            const verdict = relay.send(forgery(relay.doc, wishes, deletions), BEN);
            const after = objectsOf(relay.doc);
            if (verdict.type === 'accept') accepted += 1;
            else expect(after).toEqual(before);
            expect(restOf(relay.doc)[0]).toBe(rest[0]);
            expect(relay.doc.getMap('participants').get(ANNA.user)).toBeDefined();
            expect(relay.doc.getMap('meta').get('format')).toBe(1);
            expect(after.three).toEqual(before.three);
            for (const id of IDS) {
              const [was, is] = [before[id], after[id]];
              // Another object in its place is another object.
              if (!was || !is || maps.get(id) !== relay.doc.getMap('objects').get(id)) continue;
              for (const key of NEEDED) if (was[key] !== undefined) expect(is[key]).toBeDefined();
              expect(is.by).toBe(was.by);
            }
            // Whoever comes now has the same, and has nothing to say about it.
            const newcomer = new Y.Doc();
            Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(relay.doc));
            expect(objectsOf(newcomer)).toEqual(after);
            const answer = Y.encodeStateAsUpdate(newcomer, Y.encodeStateVector(relay.doc));
            expect(relay.send(answer, ANNA, 'answer').type).toBe('nothing-new');
          }
        },
      ),
      { seed: SEED, numRuns: 1_500 },
    );
    expect(accepted).toBeGreaterThan(100);
  }, 300_000);

  it('[UPLOAD-1] what one person made offline, undone and redone things included, is taken in parts of any size', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 400 }),
        (steps, size) => {
          const document = newDocument(77);
          document.role = 'host';
          for (const each of steps) doStep(document, each, HOST.user);
          const relay = new Relay();
          const parts = partsOf(document.doc, new Map(), size);
          for (let part = parts.next(); ; part = parts.next()) {
            const { type } = relay.send(part.value, HOST, part.done ? 'answer' : 'update');
            expect(['accept', 'nothing-new']).toContain(type);
            if (part.done) break;
          }
          expect(objectsOf(relay.doc)).toEqual(objectsOf(document.doc));
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});
