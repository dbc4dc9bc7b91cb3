import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  checkpointOf,
  type Edit,
  editsSince,
  type Intent,
  stateVectorOf,
  unknownEdits,
} from '../../shared/session/index.ts';
import { ANNA, at, BEN, exchange, id, move, newDocument, place } from '../support/builders.ts';

/** What a device did since the relay last had everything, told without the relay. */

const everybody = (): boolean => true;
const told = (edits: readonly Edit[]): string[] =>
  edits.map(({ type, root, id: entry }) => `${type} ${root} ${entry}`);
const cleared = (edits: readonly Edit[]): string[] =>
  edits.flatMap(edit => (edit.type === 'keys' ? edit.cleared.map(key => `${edit.id}.${key}`) : []));

const name = fc.constantFrom('a', 'b', 'c', 'd');
const intent: fc.Arbitrary<Intent> = fc.oneof(
  name.map(each => place(each)),
  fc.tuple(name, fc.integer({ min: 1, max: 99 })).map(([each, x]) => move(each, at(x))),
  name.map((each): Intent => ({ type: 'delete-object', id: id(each) })),
  fc
    .tuple(name, fc.constantFrom('#112233', '#445566', undefined))
    .map(([each, color]): Intent => ({ type: 'edit-object', id: id(each), fields: { color } })),
  fc.constantFrom('one', 'two').map((each): Intent => ({ type: 'rename-session', name: each })),
);

describe('what was done since the relay last had everything', () => {
  it('[EDITS-9] is told in its order: placed, changed, cleared, deleted', () => {
    const [device, other] = [newDocument(), newDocument()];
    other.apply(BEN, [
      place('a'),
      place('b'),
      { type: 'edit-object', id: id('a'), fields: { color: '#112233' } },
    ]);
    exchange(device, other);
    const mark = checkpointOf(device.doc);
    expect(editsSince(device.doc, mark, everybody)).toEqual([]);
    device.apply(ANNA, [place('new')]);
    device.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { color: undefined, name: 'A' } }]);
    device.apply(ANNA, [{ type: 'rename-session', name: 'after' }]);
    device.apply(ANNA, [{ type: 'delete-object', id: id('b') }]);
    const edits = editsSince(device.doc, mark, everybody);
    expect(told(edits)).toEqual([
      'add objects new',
      'keys objects a',
      'value settings name',
      'remove objects b',
    ]);
    expect(edits[1]).toMatchObject({ values: [['name', 'A']], cleared: ['color'] });
  });

  it('[EDITS-9] leaves out what others wrote, and begins earlier where only the clocks of that time are known', () => {
    const [device, other] = [newDocument(), newDocument()];
    device.apply(ANNA, [place('before')]);
    const clocks = stateVectorOf(device.doc);
    device.apply(ANNA, [place('on-its-way')]);
    const mark = checkpointOf(device.doc, clocks);
    device.apply(ANNA, [place('later')]);
    other.apply(BEN, [place('of-somebody-else')]);
    exchange(device, other);
    expect(told(editsSince(device.doc, mark, client => client === device.doc.clientID))).toEqual([
      'add objects on-its-way',
      'add objects later',
    ]);
  });

  const property = fc.property(fc.array(intent), fc.array(intent), (before, after) => {
    const device = newDocument();
    for (const each of before) device.apply(ANNA, [each]);
    const relay = new Y.Doc();
    Y.applyUpdate(relay, Y.encodeStateAsUpdate(device.doc));
    const mark = checkpointOf(device.doc);
    for (const each of after) device.apply(ANNA, [each]);
    const since = editsSince(device.doc, mark, everybody);
    const lacking = unknownEdits(device.doc, relay, { isOwn: everybody });
    // Told as a whole where it was taken away and made again; of that, the relay may lack some keys only.
    const isWhole = ({ id: entry }: Edit): boolean => told(since).includes(`add objects ${entry}`);
    const parts = lacking.filter(each => each.type !== 'keys' || !isWhole(each));
    for (const list of [told, cleared])
      expect(list(parts).filter(each => !list(since).includes(each))).toEqual([]);
  });

  it('[EDITS-9] names all that the relay lacks, whatever was done', () => {
    fc.assert(property);
  });

  it('[EDITS-9] names what was taken away, written again and taken away again (seed 1598779918)', () => {
    fc.assert(property, { seed: 1598779918, path: '10:4:4:2:11', endOnFailure: true });
    const device = newDocument();
    const color = (each: string | undefined): Intent => ({
      type: 'edit-object',
      id: id('a'),
      fields: { color: each },
    });
    device.apply(ANNA, [place('a'), place('b')]);
    // Taken away before the mark, and there at it.
    for (const each of ['#112233', undefined, '#112233']) device.apply(ANNA, [color(each)]);
    const mark = checkpointOf(device.doc);
    for (const each of ['#445566', undefined]) device.apply(ANNA, [color(each)]);
    for (const each of [0, 1]) {
      if (each > 0) device.apply(ANNA, [place('b')]);
      device.apply(ANNA, [{ type: 'delete-object', id: id('b') }]);
    }
    // Made and taken away since: nothing that anybody lacks.
    device.apply(ANNA, [place('c')]);
    device.apply(ANNA, [{ type: 'delete-object', id: id('c') }]);
    const edits = editsSince(device.doc, mark, everybody);
    expect(told(edits)).toEqual(['keys objects a', 'remove objects b']);
    expect(cleared(edits)).toEqual(['a.color']);
  });
});
