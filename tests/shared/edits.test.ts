import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Authorship, joinEdits, unknownEdits, writeEdit } from '../../shared/session/edits.ts';
import { type Change, type Edit, type Intent, root, SessionDocument } from '../../shared/session/index.ts';
import { ANNA, at, BEN, exchange, id, move, newDocument, place, readable } from '../support/builders.ts';
import { placement } from './arbitraries.ts';

/** A device that was apart from its relay for a while, and what of its edits can be told from the bytes. */

const MINE: Authorship = { isOwn: () => true };

/** The relay's state as a device gets it: a fresh document from bytes. */
function fetched(relay: SessionDocument): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(relay.doc));
  return doc;
}

/** What the document holds, by path, as plain values. */
const contents = (doc: Y.Doc): unknown =>
  Object.fromEntries(
    (['objects', 'frames', 'settings'] as const).map(name => [name, root(doc, name).toJSON()]),
  );

const write = (doc: Y.Doc, edits: readonly Edit[]): void =>
  doc.transact(() => {
    for (const edit of edits) writeEdit(doc, edit);
  });

/** Two replicas that hold the same three objects. */
function apart(): { device: SessionDocument; relay: SessionDocument } {
  const [device, relay] = [newDocument(), newDocument()];
  relay.apply(BEN, [place('a'), place('b'), place('c'), { type: 'rename-session', name: 'before' }]);
  exchange(device, relay);
  return { device, relay };
}

describe('what the relay does not know', () => {
  it('[EDITS-1] is told from the bytes: placed, changed, cleared, deleted, in the order of writing', () => {
    const { device, relay } = apart();
    device.apply(ANNA, [move('b', at(2))]);
    device.apply(ANNA, [place('new', at(1))]);
    device.apply(ANNA, [{ type: 'delete-object', id: id('c') }]);
    device.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { color: '#112233' } }]);
    device.apply(ANNA, [{ type: 'rename-session', name: 'after' }]);
    const edits = unknownEdits(device.doc, fetched(relay), MINE);
    expect(edits.map(({ type, root: name, id: entry }) => [type, name, entry])).toEqual([
      ['keys', 'objects', 'b'],
      ['add', 'objects', 'new'],
      ['keys', 'objects', 'a'],
      ['value', 'settings', 'name'],
      ['remove', 'objects', 'c'],
    ]);
    expect(edits[2]).toMatchObject({ values: [['color', '#112233']], cleared: [] });
  });

  it('[EDITS-1] a key that was taken away counts, and what was only heard from others does not', () => {
    const { device, relay } = apart();
    relay.apply(BEN, [{ type: 'edit-object', id: id('a'), fields: { color: '#445566', name: 'A' } }]);
    exchange(device, relay);
    device.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { color: undefined } }]);
    relay.apply(BEN, [move('a', at(9)), place('later')]);
    expect(unknownEdits(device.doc, fetched(relay), MINE)).toMatchObject([
      { type: 'keys', id: 'a', values: [], cleared: ['color'] },
    ]);
  });

  it('[EDITS-1] what the relay has, it has: nothing is told twice', () => {
    const { device, relay } = apart();
    device.apply(ANNA, [move('a', at(5)), place('mine'), { type: 'delete-object', id: id('b') }]);
    exchange(device, relay);
    expect(unknownEdits(device.doc, fetched(relay), MINE)).toEqual([]);
  });

  it('[EDITS-2] of an object that somebody deleted meanwhile nothing is written again', () => {
    const { device, relay } = apart();
    device.apply(ANNA, [move('a', at(5))]);
    relay.apply(BEN, [{ type: 'delete-object', id: id('a') }]);
    expect(unknownEdits(device.doc, fetched(relay), MINE)).toEqual([]);
    const gone = fetched(relay);
    write(gone, [
      { root: 'objects', id: 'a', own: true, type: 'keys', values: [['name', 'x']], cleared: [] },
    ]);
    expect(root(gone, 'objects').has('a')).toBe(false);
  });

  it('[EDITS-3] a client id that the relay gave to somebody else hides nothing of ours', () => {
    const device = newDocument(7);
    const stranger = newDocument(7);
    device.apply(ANNA, [
      place('ours', at(1)),
      { type: 'edit-object', id: id('ours'), fields: { name: 'ours' } },
    ]);
    stranger.apply(
      BEN,
      Array.from({ length: 9 }, (_, n) => place(`theirs-${n}`)),
    );
    const relay = fetched(stranger);
    expect(unknownEdits(device.doc, relay, MINE)).not.toMatchObject([{ id: 'ours' }]);
    const edits = unknownEdits(device.doc, relay, { ...MINE, claimed: new Set([7]) });
    expect(edits).toMatchObject([{ type: 'add', id: 'ours' }]);
    write(relay, edits);
    expect(root(relay, 'objects').size).toBe(10);
  });

  it('[EDITS-4] after a restored backup, what others had made is told apart from what this person made', () => {
    const { device, relay } = apart();
    const backup = fetched(relay);
    relay.apply(BEN, [place('of-ben')]);
    exchange(device, relay);
    device.apply(ANNA, [place('of-anna')]);
    const isOwn = (client: number): boolean => client === device.doc.clientID;
    device.apply(ANNA, [{ type: 'delete-object', id: id('c') }]);
    const edits = unknownEdits(device.doc, backup, { isOwn, isOtherHistory: true });
    expect(edits.map(({ id: entry, own }) => [entry, own])).toEqual(
      expect.arrayContaining([
        ['of-anna', true],
        ['of-ben', false],
        ['c', false],
      ]),
    );
  });
});

describe('kept edits', () => {
  it('[EDITS-5] join by entry and key, the later word counting', () => {
    const base = { root: 'objects', id: 'a', own: true } as const;
    const add: Edit = {
      ...base,
      type: 'add',
      values: [
        ['kind', 'box'],
        ['name', 'one'],
      ],
    };
    const keys: Edit = { ...base, type: 'keys', values: [['name', 'two']], cleared: ['color'] };
    expect(joinEdits([add], [keys])).toEqual([
      {
        ...add,
        values: [
          ['kind', 'box'],
          ['name', 'two'],
        ],
      },
    ]);
    const again: Edit = { ...base, type: 'keys', values: [['color', '#112233']], cleared: ['name'] };
    expect(joinEdits([keys], [again])).toEqual([again]);
    expect(joinEdits([add, keys], [{ ...base, type: 'remove' }])).toEqual([{ ...base, type: 'remove' }]);
  });
});

describe('going over to another document', () => {
  it('[DOC-13] tells listeners only what differs, and makes what is written again a step of undo', () => {
    const { device, relay } = apart();
    device.apply(ANNA, [place('mine', at(3))]);
    device.apply(ANNA, [move('b', at(2))]);
    relay.apply(BEN, [{ type: 'delete-object', id: id('c') }]);
    const believed = new Map(device.objects);
    const heard: Change[] = [];
    device.subscribe(changes => {
      heard.push(...changes);
      for (const change of changes) {
        if (change.type === 'object-removed') believed.delete(change.id);
        if (change.type === 'object-placed' || change.type === 'object-changed')
          believed.set(change.object.id, change.object);
      }
    });
    const fresh = fetched(relay);
    const [again, ...kept] = unknownEdits(device.doc, fresh, MINE);
    device.swap(fresh, again ? [again] : []);
    expect(kept).toMatchObject([{ id: 'b' }]);
    expect(believed).toEqual(device.objects);
    expect(
      heard.flatMap(each => ('id' in each ? [each.id] : 'object' in each ? [each.object.id] : [])),
    ).toEqual(['b', 'c']);
    expect(device.history.canUndo).toBe(true);
    device.undo(ANNA.user);
    expect(device.objects.has(id('mine'))).toBe(false);
    expect(device.history.canUndo).toBe(false);
    // The old document is out of the game.
    relay.apply(BEN, [move('a', at(7))]);
    Y.applyUpdate(device.doc, Y.encodeStateAsUpdate(relay.doc));
    expect(device.objects.get(id('a'))?.placement.position).toEqual([7, 0, 0]);
  });
});

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const name = fc.constantFrom(...NAMES).map(id);
const color = fc.constantFrom('#112233', '#445566', undefined);
const intent: fc.Arbitrary<Intent> = fc.oneof(
  fc.record({
    type: fc.constant('place-object' as const),
    id: name,
    kind: fc.constantFrom('box', 'note'),
    placement,
    fields: fc.constant({}),
  }),
  fc.record({ type: fc.constant('move-object' as const), id: name, placement }),
  fc.record({ type: fc.constant('edit-object' as const), id: name, fields: fc.record({ color }) }),
  fc.record({ type: fc.constant('delete-object' as const), id: name }),
  fc.record({ type: fc.constant('rename-session' as const), name: fc.constantFrom('x', 'y') }),
);
const steps = fc.array(
  fc.oneof({ weight: 5, arbitrary: intent }, fc.constantFrom('undo' as const, 'redo' as const)),
  {
    maxLength: 25,
  },
);

function perform(document: SessionDocument, all: readonly (Intent | 'undo' | 'redo')[]): void {
  for (const each of all) {
    if (each === 'undo' || each === 'redo') document[each](ANNA.user);
    else document.apply(ANNA, [each]);
  }
}

describe('rebasing', () => {
  for (const seed of [3, 20261122]) {
    it(`[EDITS-6] gives the relay’s state with the permitted edits, and keeps all others (seed ${seed})`, () => {
      fc.assert(
        fc.property(steps, steps, steps, fc.subarray([...NAMES, 'name']), (before, mine, theirs, refused) => {
          const [device, relay] = [newDocument(), newDocument()];
          perform(relay, before);
          exchange(device, relay);
          perform(device, mine);
          perform(relay, theirs);
          const isRefused = ({ id: entry }: Edit): boolean => refused.some(each => each === entry);
          const fresh = fetched(relay);
          const edits = unknownEdits(device.doc, fresh, MINE);
          const kept = edits.filter(isRefused);
          write(
            fresh,
            edits.filter(edit => !isRefused(edit)),
          );
          // What was refused is as the relay has it; everything else as this device meant it.
          const [relays, ours, result] = [relay.doc, device.doc, fresh].map(each =>
            root(each, 'objects').toJSON(),
          );
          for (const each of NAMES) {
            if (refused.includes(each)) expect(result?.[each]).toEqual(relays?.[each]);
            for (const edit of edits) {
              if (edit.id !== each || isRefused(edit)) continue;
              if (edit.type === 'remove') expect(result?.[each]).toBeUndefined();
              if (edit.type === 'add') expect(result?.[each]).toEqual(ours?.[each]);
              if (edit.type === 'keys') {
                for (const [key, value] of edit.values) expect(result?.[each][key]).toEqual(value);
                for (const key of edit.cleared) expect(result?.[each]).not.toHaveProperty(key);
              }
            }
          }
          // Nothing is dropped: what is still unknown afterwards is exactly what is kept.
          expect(unknownEdits(device.doc, fresh, MINE)).toEqual(kept);
          write(fresh, kept);
          expect(unknownEdits(device.doc, fresh, MINE)).toEqual([]);
        }),
        { seed, numRuns: 300 },
      );
    });

    it(`[EDITS-7] what this device took away is its own as what it wrote (seed ${seed})`, () => {
      fc.assert(
        fc.property(steps, steps, (before, mine) => {
          const [device, relay] = [newDocument(), newDocument()];
          perform(relay, before);
          exchange(device, relay);
          const isOwn = (client: number): boolean => client === device.doc.clientID;
          perform(device, mine);
          const edits = unknownEdits(device.doc, fetched(relay), { isOwn });
          expect(edits.filter(({ own }) => !own)).toEqual([]);
        }),
        { seed, numRuns: 300 },
      );
    });

    it(`[EDITS-6] with everything permitted and nobody else there it gives what the device had (seed ${seed})`, () => {
      fc.assert(
        fc.property(steps, steps, (before, mine) => {
          const [device, relay] = [newDocument(), newDocument()];
          perform(relay, before);
          exchange(device, relay);
          perform(device, mine);
          const fresh = fetched(relay);
          write(fresh, unknownEdits(device.doc, fresh, MINE));
          expect(contents(fresh)).toEqual(contents(device.doc));
          expect(readable(new SessionDocument(fresh))).toEqual(readable(device));
        }),
        { seed, numRuns: 300 },
      );
    });
  }
});
