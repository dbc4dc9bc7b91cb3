import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { partsOf, type SessionDocument } from '../../shared/session/index.ts';
import { ANNA, at, BEN, exchange, id, move, newDocument, place } from '../support/builders.ts';

interface Step {
  readonly who: 0 | 1;
  readonly what: 'place' | 'move' | 'delete' | 'undo' | 'meet';
  readonly name: string;
}
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.constantFrom(0, 1),
  what: fc.constantFrom('place', 'place', 'move', 'move', 'delete', 'undo', 'meet'),
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
});

function doStep(
  people: readonly [SessionDocument, SessionDocument],
  { who, what, name }: Step,
  n: number,
): void {
  const document = people[who];
  const author = who === 0 ? ANNA : BEN;
  if (what === 'meet') exchange(...people);
  else if (what === 'undo') document.undo(author.user);
  else if (!document.objects.has(id(name))) document.apply(author, [place(name, at(n))]);
  else if (what === 'delete') document.apply(author, [{ type: 'delete-object', id: id(name) }]);
  else document.apply(author, [move(name, at(n))]);
}

/** A document that two people made, together and apart, and what one of them held halfway. */
function made(all: readonly Step[]): { readonly doc: Y.Doc; readonly known: Uint8Array } {
  const people = [newDocument(1), newDocument(2)] as const;
  let known = Y.encodeStateAsUpdate(people[0].doc);
  for (const [n, each] of all.entries()) {
    doStep(people, each, n % 100);
    if (n === Math.floor(all.length / 3)) known = Y.encodeStateAsUpdate(people[0].doc);
  }
  exchange(...people);
  return { doc: people[0].doc, known };
}

function received(known: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, known);
  return doc;
}

describe('a document that goes up in parts', () => {
  it('[UPLOAD-1] comes to the same as in one piece, and no part ever waits for another', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 400 }), (all, maxBytes) => {
        const { doc, known } = made(all);
        const there = received(known);
        const parts = partsOf(doc, Y.decodeStateVector(Y.encodeStateVector(there)), maxBytes);
        for (let part = parts.next(); ; part = parts.next()) {
          Y.applyUpdate(there, part.value);
          expect(there.store.pendingStructs).toBeNull();
          expect(there.store.pendingDs).toBeNull();
          if (part.done) break;
        }
        const whole = received(Y.encodeStateAsUpdate(doc));
        expect(Y.encodeStateAsUpdate(there)).toEqual(Y.encodeStateAsUpdate(whole));
      }),
    );
  });

  it('[UPLOAD-1] takes along what is written between two parts, and goes on from what a broken try left', () => {
    const document = newDocument();
    for (let n = 0; n < 200; n++) document.apply(ANNA, [place(`first-${n}`, at(n))]);
    const there = new Y.Doc();
    const cut = partsOf(document.doc, new Map(), 1_000);
    for (let n = 0; n < 5; n++) Y.applyUpdate(there, cut.next().value);
    const half = there.getMap('objects').size;
    expect(half).toBeGreaterThan(10);
    expect(half).toBeLessThan(200);
    const parts = partsOf(document.doc, Y.decodeStateVector(Y.encodeStateVector(there)), 1_000);
    let bytes = 0;
    for (let n = 0; ; n++) {
      if (n < 10)
        document.apply(ANNA, [place(`later-${n}`), { type: 'delete-object', id: id(`first-${n}`) }]);
      const { value, done } = parts.next();
      bytes += value.length;
      Y.applyUpdate(there, value);
      if (done) break;
    }
    expect(there.getMap('objects').toJSON()).toEqual(document.doc.getMap('objects').toJSON());
    expect(bytes).toBeLessThan(Y.encodeStateAsUpdate(document.doc).length);
  });

  it('[UPLOAD-1] keeps each part small', () => {
    const document = newDocument();
    for (let n = 0; n < 500; n++) document.apply(ANNA, [place(`object-${n}`, at(n))]);
    for (const part of partsOf(document.doc, new Map(), 2_000)) expect(part.length).toBeLessThan(2_500);
  });
});
