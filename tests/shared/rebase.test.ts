import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { UserId } from '../../shared/ids.ts';
import {
  type Edit,
  FORMAT,
  joinEdits,
  rebase,
  rebaseOnto,
  root,
  type SessionDocument,
} from '../../shared/session/index.ts';
import { ANNA, at, BEN, exchange, id, move, newDocument, place } from '../support/builders.ts';

/**
 * Two tabs of one device. The first one rebases; the second was asleep, and has edits that the first has
 * never seen.
 */

const names = (document: SessionDocument): string[] => [...document.objects.keys()].sort();
const copyOf = ({ doc }: SessionDocument): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

/** Both tabs hold `shared` and `mine`; the relay, where Anna may only look by now, holds `shared` alone. */
function asleep(role: 'viewer' | 'editor' = 'viewer') {
  const [relay, first, second] = [newDocument(), newDocument(), newDocument()];
  relay.apply(BEN, [place('shared', at(0))]);
  exchange(relay, first);
  first.apply(ANNA, [
    place('mine', at(1)),
    { type: 'edit-object', id: id('shared'), fields: { color: '#112233' } },
  ]);
  exchange(first, second);
  const wakes = (): { kept: readonly Edit[]; carried: ReturnType<typeof rebaseOnto> } => {
    const baseline = Y.encodeSnapshot(Y.snapshot(first.doc));
    const { kept } = rebase(first, {
      update: Y.encodeStateAsUpdate(relay.doc),
      code: role === 'viewer' ? 'gate/role' : 'gate/client-id',
      paths: [],
      isRepeated: false,
      writer: { user: ANNA.user, role, editing: true },
      authors: {},
      clients: [],
    });
    const options = { baseline, kept, user: ANNA.user, authors: {}, isOtherHistory: false };
    return { kept, carried: rebaseOnto(second, copyOf(first), options) };
  };
  return { relay, first, second, wakes };
}

describe('a tab that goes after another one', () => {
  it('[EDITS-8] brings nothing that was decided about: refused edits stay where they are kept', () => {
    const { first, second, wakes } = asleep();
    const { kept, carried } = wakes();
    expect(kept).toHaveLength(2);
    expect(carried).toEqual({ sent: [], kept: [] });
    expect(names(second)).toEqual(['shared']);
    expect(names(first)).toEqual(names(second));
  });

  it('[EDITS-8] brings what its person did meanwhile: placed, changed, taken away, deleted', () => {
    const { second, wakes } = asleep('editor');
    second.apply(ANNA, [
      place('new', at(2)),
      move('mine', at(7)),
      { type: 'edit-object', id: id('shared'), fields: { color: undefined } },
    ]);
    expect(wakes().carried.sent).toHaveLength(3);
    expect(names(second)).toEqual(['mine', 'new', 'shared']);
    expect(second.objects.get(id('mine'))?.placement.position[0]).toBe(7);
    expect(second.objects.get(id('shared'))?.color).toBeUndefined();

    const other = asleep('editor');
    other.second.apply(ANNA, [{ type: 'delete-object', id: id('mine') }]);
    expect(other.wakes().carried.sent).toMatchObject([{ type: 'remove', id: 'mine' }]);
    expect(names(other.second)).toEqual(['shared']);
  });

  it('[EDITS-8] takes away nothing that others wrote where its person wrote and took away only their own', () => {
    const { relay, second, wakes } = asleep('editor');
    for (const name of ['a guess', undefined])
      second.apply(ANNA, [{ type: 'edit-object', id: id('shared'), fields: { name } }]);
    relay.apply(BEN, [{ type: 'edit-object', id: id('shared'), fields: { name: 'the door' } }]);
    expect(wakes().carried).toEqual({ sent: [], kept: [] });
    expect(second.objects.get(id('shared'))?.name).toBe('the door');
  });

  it('[EDITS-8] changes what is kept where its person has changed just that', () => {
    const { second, wakes } = asleep();
    second.apply(ANNA, [move('mine', at(7))]);
    const { kept, carried } = wakes();
    expect(carried.sent).toEqual([]);
    const [joined] = joinEdits(kept, carried.kept).filter(edit => edit.id === 'mine');
    expect(joined).toMatchObject({ type: 'add', own: true });
    const values = joined?.type === 'add' ? new Map(joined.values) : new Map();
    expect((values.get('placement') as number[])[1]).toBe(7);
  });

  it('[EDITS-8] what others did and only this tab had heard of is not written again under this person’s name', () => {
    const { relay, second, wakes } = asleep();
    relay.apply(BEN, [place('later', at(3))]);
    exchange(relay, second);
    const ben = relay.doc.clientID;
    const baseline = Y.encodeSnapshot(Y.snapshot(newDocument().doc));
    const options = {
      baseline,
      kept: [],
      user: ANNA.user,
      authors: { [ben]: BEN.user },
      isOtherHistory: false,
    };
    const { sent } = rebaseOnto(second, new Y.Doc(), options);
    expect(sent.map(edit => edit.id)).toEqual(['mine']);
    expect(wakes).toBeDefined();
  });

  it('[EDITS-8] keeps all of it where the other history is another one', () => {
    const { second } = asleep();
    const options = { baseline: undefined, kept: [], user: ANNA.user, authors: {}, isOtherHistory: true };
    const { sent, kept } = rebaseOnto(second, new Y.Doc(), options);
    expect(sent).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
    expect(names(second)).toEqual([]);
  });

  it('[EDITS-8] whatever each tab did, both end with the same objects', () => {
    const step = fc.record({
      name: fc.constantFrom('mine', 'shared', 'x', 'y'),
      to: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), steps => {
        const { first, second, wakes } = asleep('editor');
        for (const { name, to } of steps) {
          const there = second.objects.has(id(name));
          const intent = !there
            ? place(name, at(to))
            : to === 9
              ? ({ type: 'delete-object', id: id(name) } as const)
              : move(name, at(to));
          expect(second.apply(ANNA, [intent]).ok).toBe(true);
        }
        const before = JSON.stringify(
          [...second.objects.values()].map(({ id: each, pose }) => [each, pose]).sort(),
        );
        wakes();
        const after = JSON.stringify(
          [...second.objects.values()].map(({ id: each, pose }) => [each, pose]).sort(),
        );
        expect(after).toBe(before);
        exchange(first, second);
        expect(names(first)).toEqual(names(second));
      }),
    );
  });
});

describe('a refusal of what the app itself has written', () => {
  it('[EDITS-6] keeps nothing of the person’s back', () => {
    const [relay, device] = [newDocument(), newDocument()];
    relay.apply(BEN, [place('shared', at(0))]);
    exchange(relay, device);
    device.apply(ANNA, [
      place('mine', at(1)),
      { type: 'introduce-participant', id: ANNA.user as UserId, name: 'Anna', color: '#112233' },
    ]);
    const { sent, kept } = rebase(device, {
      update: Y.encodeStateAsUpdate(relay.doc),
      code: 'gate/invalid',
      paths: [{ root: 'participants', id: ANNA.user }],
      isRepeated: false,
      writer: { user: ANNA.user, role: 'editor', editing: true },
      authors: {},
      clients: [],
    });
    expect(kept).toEqual([]);
    expect(sent).toMatchObject([{ type: 'add', id: 'mine' }]);
    expect(names(device)).toEqual(['mine', 'shared']);
  });
});

describe('a session that a newer version has taken further', () => {
  const newer = () => {
    const [device, relay] = [newDocument(1), newDocument(2)];
    relay.apply(BEN, [place('a')]);
    exchange(device, relay);
    root(relay.doc, 'meta').set('format', FORMAT + 1);
    device.apply(ANNA, [place('mine'), move('a', at(2))]);
    return { device, relay };
  };

  it('[KEPT-9] takes nothing of what was refused: all of it is kept, and the relay’s state shown', () => {
    const { device, relay } = newer();
    const { sent, kept, code } = rebase(device, {
      update: Y.encodeStateAsUpdate(relay.doc),
      code: 'gate/too-fast',
      paths: [],
      isRepeated: false,
      writer: { user: ANNA.user, role: 'editor', editing: true },
      authors: { 1: ANNA.user, 2: BEN.user },
      clients: [1],
    });
    expect({ sent, code, kept: kept.map(({ id: entry }) => entry) }).toEqual({
      sent: [],
      code: 'document/newer-format',
      kept: ['mine', 'a'],
    });
    expect(root(device.doc, 'objects').toJSON()).toEqual(root(relay.doc, 'objects').toJSON());
    expect(device.apply(ANNA, [place('more')])).toMatchObject({ error: { code: 'document/newer-format' } });
  });

  it('[KEPT-9] nor what another tab of the device has done since', () => {
    const { device, relay } = newer();
    const { sent, kept } = rebaseOnto(device, relay.doc, {
      baseline: undefined,
      kept: [],
      user: ANNA.user,
      authors: { 2: BEN.user },
      isOtherHistory: false,
    });
    expect([sent, kept.map(({ id: entry }) => entry)]).toEqual([[], ['mine', 'a']]);
  });
});
