import { describe, expect, it } from 'vitest';
import { attribute } from '../../client/app/editing/attribution.ts';
import { ANNA, at, BEN, exchange, id, move, newDocument, place } from '../support/builders.ts';

describe('who made something', () => {
  it('[UI-19] is one person, several people, or nobody that is known', () => {
    const [anna, ben] = [newDocument(1), newDocument(2)];
    const authors = { 1: ANNA.user, 2: BEN.user };
    anna.apply(ANNA, [place('a'), place('b')]);
    exchange(anna, ben);
    const of = (names: readonly string[], known: Record<string, typeof ANNA.user> = authors) =>
      attribute(
        anna,
        names.flatMap(name => anna.objects.get(id(name)) ?? []),
        known,
      );
    expect(of(['a', 'b'])).toMatchObject({ created: { user: ANNA.user, certain: true, at: ANNA.at } });
    expect(of(['a'], {})).toMatchObject({ created: { user: ANNA.user, certain: false } });
    ben.apply(BEN, [move('a', at(1))]);
    exchange(anna, ben);
    expect(of(['a']).changed).toMatchObject({ user: BEN.user, certain: true });
    expect(of(['a'], { 1: ANNA.user }).changed).toBeUndefined();
    anna.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { color: '#112233' } }]);
    expect(of(['a']).changed).toBe('several');
    ben.apply(BEN, [place('c')]);
    exchange(anna, ben);
    expect(of(['b', 'c']).created).toBe('several');
  });
});
