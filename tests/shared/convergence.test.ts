import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ObjectId } from '../../shared/ids.ts';
import type { Placement } from '../../shared/pose.ts';
import { type Change, type Intent, SessionDocument, type SessionObject } from '../../shared/session/index.ts';
import { ANNA, BEN, id, newDocument, readable } from '../support/builders.ts';
import { placement } from './arbitraries.ts';

/**
 * Random intents on several replicas; updates travel one by one, in any order, any number of times, with long
 * silences.
 */

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const REPLICAS = 3;

type Step =
  | {
      readonly do: 'intents';
      readonly replica: number;
      readonly intents: readonly Intent[];
      readonly gesture: boolean;
    }
  | { readonly do: 'undo' | 'redo'; readonly replica: number }
  | { readonly do: 'deliver'; readonly from: number; readonly to: number; readonly which: number };

const replica = fc.nat({ max: REPLICAS - 1 });
const name = fc.constantFrom(...NAMES).map(id);
const parented: fc.Arbitrary<Placement> = fc
  .tuple(placement, fc.option(fc.constantFrom(...NAMES), { nil: null }))
  .map(([each, parent]) => ({ ...each, parent }));
const color = fc.constantFrom('#112233', '#445566', '#778899');
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    type: fc.constant('place-object' as const),
    id: name,
    kind: fc.constantFrom('box', 'note', 'label'),
    placement: parented,
    fields: fc.record({ color }),
  }),
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('move-object' as const), id: name, placement: parented }),
  },
  fc.record({
    type: fc.constant('edit-object' as const),
    id: name,
    fields: fc.record({ color, hidden: fc.boolean() }),
  }),
  fc.record({ type: fc.constant('delete-object' as const), id: name }),
  fc.record({ type: fc.constant('rename-session' as const), name: fc.constantFrom('x', 'y', 'z') }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('intents' as const),
      replica,
      intents: fc.array(intent, { minLength: 1, maxLength: 3 }),
      gesture: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const), replica }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      from: replica,
      to: replica,
      which: fc.nat(),
    }),
  },
);

/** What a listener that only ever heard changes believes the objects are. */
function replay(believed: Map<ObjectId, SessionObject>, changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.type === 'object-removed') believed.delete(change.id);
    else if (change.type === 'object-placed' || change.type === 'object-changed')
      believed.set(change.object.id, change.object);
  }
}

function run(steps: readonly Step[]): void {
  const documents = Array.from({ length: REPLICAS }, (_, i) => newDocument(i + 1));
  const sent: Uint8Array[][] = documents.map(() => []);
  const beliefs = documents.map(() => new Map<ObjectId, SessionObject>());
  documents.forEach((document, i) => {
    document.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'link') sent[i]?.push(update);
    });
    document.subscribe(changes => replay(beliefs[i] as Map<ObjectId, SessionObject>, changes));
  });
  for (const each of steps) {
    if (each.do === 'deliver') {
      const outbox = sent[each.from] as Uint8Array[];
      const update = outbox[each.which % Math.max(1, outbox.length)];
      if (update && each.from !== each.to)
        Y.applyUpdate((documents[each.to] as SessionDocument).doc, update, 'link');
      continue;
    }
    const document = documents[each.replica] as SessionDocument;
    if (each.do === 'intents') document.apply(each.gesture ? { ...ANNA, gesture: 'g' } : BEN, each.intents);
    else document.history[each.do]();
  }
  // Everything arrives in the end, on each replica in an order of its own.
  documents.forEach((document, i) => {
    const all = sent.flat();
    for (let n = 0; n < all.length; n++) {
      const update = all[(n * 7 + i * 3) % all.length] as Uint8Array;
      Y.applyUpdate(document.doc, update, 'link');
    }
    for (const update of all) Y.applyUpdate(document.doc, update, 'link');
  });
  const [first, ...others] = documents as [SessionDocument, ...SessionDocument[]];
  expect(first.doc.store.pendingStructs).toBe(null);
  for (const other of others) {
    expect(readable(other)).toEqual(readable(first));
    expect(other.settings).toEqual(first.settings);
    expect(Y.encodeStateVector(other.doc)).toEqual(Y.encodeStateVector(first.doc));
  }
  documents.forEach((document, i) => {
    const believed = [...(beliefs[i] as Map<ObjectId, SessionObject>).values()].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    expect(believed).toEqual(readable(document));
  });
  // What a relay keeps: no undo history, so garbage is collected, and the bytes must agree whoever they came
  // from.
  const kept = documents.map(document => {
    const plain = new Y.Doc();
    Y.applyUpdate(plain, Y.encodeStateAsUpdate(document.doc));
    return new SessionDocument(plain);
  });
  for (const each of kept) expect(readable(each)).toEqual(readable(first));
}

describe('convergence', () => {
  for (const seed of [1, 20261122, 77]) {
    it(`[DOC-3] [DOC-2] random edits on ${REPLICAS} replicas in random delivery order converge (seed ${seed})`, () => {
      fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), run), { seed, numRuns: 120 });
    });
  }

  it('[DOC-3] equal histories are equal bytes', () => {
    const [a, b] = [newDocument(), newDocument()];
    a.apply(ANNA, [{ type: 'rename-session', name: 'A' }]);
    b.apply(BEN, [
      {
        type: 'place-object',
        id: id('b'),
        kind: 'box',
        placement: { parent: null, position: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        fields: {},
      },
    ]);
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc));
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc));
    expect(Y.encodeStateAsUpdate(a.doc)).toEqual(Y.encodeStateAsUpdate(b.doc));
  });
});
