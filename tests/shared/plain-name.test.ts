import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { isPlainName, plainName } from '../../shared/plain-name.ts';
import {
  decodePresence,
  type Intent,
  rebase,
  root,
  SessionDocument,
  valueProblem,
} from '../../shared/session/index.ts';
import { ANNA, at, id, place, user } from '../support/builders.ts';

/** Nobody dresses up as somebody else by what is not seen of a name. */

const RANGES =
  '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
const BAD = new RegExp(`[${RANGES}]`);
const code = fc.oneof(
  fc.integer({ min: 0, max: 0x9f }),
  fc.constantFrom(
    0x61c,
    0x200d,
    0x200e,
    0x200f,
    0x2028,
    0x2029,
    0x202a,
    0x202e,
    0x2066,
    0x2069,
    0x5d0,
    0x1f469,
  ),
);
const odd = fc.array(code, { maxLength: 30 }).map(codes => String.fromCodePoint(...codes));

describe('plain names', () => {
  it('[NAME-1] hold nothing that is not seen, and all the rest in its order', () => {
    fc.assert(
      fc.property(fc.oneof(odd, fc.string({ unit: 'binary' })), text => {
        const plain = plainName(text);
        expect(plain).not.toMatch(BAD);
        expect(plain.length).toBeLessThanOrEqual(text.length);
        const seen = (of: string): string => [...of].filter(each => !BAD.test(each) && each !== ' ').join('');
        expect(seen(plain)).toBe(seen(text));
        expect(plainName(plain)).toBe(plain);
        expect(isPlainName(text)).toBe(plain === text);
      }),
    );
    expect(plainName('Ada\r\nLovelace')).toBe('Ada Lovelace');
    // A family is one picture out of several, joined by what is not seen; and Hebrew needs no marks.
    for (const name of ['👩\u200d👩\u200d👧', 'שלום Ada', 'Zoë']) expect(plainName(name)).toBe(name);
  });

  it('[NAME-2] are what is written, whatever is typed', () => {
    fc.assert(
      fc.property(odd, typed => {
        const document = new SessionDocument();
        const name = `A${typed}`;
        const intents: Intent[] = [
          place('a'),
          { type: 'edit-object', id: id('a'), fields: { name } },
          { type: 'rename-session', name },
          { type: 'introduce-participant', id: ANNA.user, name, color: '#112233' },
          {
            type: 'create-frame',
            id: id('f'),
            name,
            points: [
              { name, position: [0, 0, 0] },
              { name, position: [2, 0, 0] },
            ],
          },
        ];
        expect(document.apply(ANNA, intents)).toMatchObject({ ok: true });
        const written = (entry: unknown, key: string): unknown => (entry as Y.Map<unknown>).get(key);
        const frame = root(document.doc, 'frames').get('f');
        const names = [
          written(root(document.doc, 'objects').get('a'), 'name'),
          root(document.doc, 'settings').get('name'),
          (root(document.doc, 'participants').get(ANNA.user) as { name: string }).name,
          written(frame, 'name'),
          ...(written(frame, 'points') as [string][]).map(([each]) => each),
        ];
        expect(names.join(' ')).not.toMatch(BAD);
        expect(document.objects.get(id('a'))?.name).toBe(plainName(name));
        expect(document.settings.name).toBe(plainName(name).trim());
        document.destroy();
      }),
    );
  });

  it('[NAME-2] are what is read, whatever a peer wrote; a text keeps its lines', () => {
    fc.assert(
      fc.property(odd, name => {
        const doc = new Y.Doc();
        const note = new Y.Map<unknown>([
          ['kind', 'note'],
          ['placement', [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]],
          ['name', name],
          ['text', 'one\n\ttwo'],
        ]);
        root(doc, 'objects').set('a', note);
        root(doc, 'settings').set('name', name);
        root(doc, 'participants').set(ANNA.user, { name, color: '#112233', joined: 1 });
        const frame = new Y.Map<unknown>([
          ['name', name],
          [
            'points',
            [
              [name, 0, 0, 0],
              [name, 2, 0, 0],
            ],
          ],
        ]);
        root(doc, 'frames').set('f', frame);
        const document = new SessionDocument(doc);
        const shown = [
          document.objects.get(id('a'))?.name ?? '',
          document.settings.name,
          ...document.participants.map(each => each.name),
          ...[...document.frames.values()].flatMap(each => [
            each.name,
            ...each.points.map(point => point.name),
          ]),
          decodePresence({ user: ANNA.user, name })?.name ?? '',
        ];
        expect(shown.join(' ')).not.toMatch(BAD);
        expect(document.objects.get(id('a'))?.text).toBe('one\n\ttwo');
        document.destroy();
      }),
    );
  });

  it('[GATE-11] are what the relay takes: others are refused, and a text may have several lines', () => {
    fc.assert(
      fc.property(odd, name => {
        const flaw = isPlainName(name) ? undefined : 'invalid';
        const of = { root: 'objects', entry: 'a', key: 'name', kind: 'box' } as const;
        expect(valueProblem(of, name)).toBe(flaw);
        const person = { root: 'participants', entry: user('anna'), key: undefined } as const;
        expect(valueProblem(person, { name, color: '#112233', joined: 1 })).toBe(flaw);
        expect(valueProblem({ root: 'frames', entry: 'f', key: 'name' }, name)).toBe(flaw);
        const session = { root: 'settings', entry: 'name', key: undefined } as const;
        expect(valueProblem(session, `A${name}`)).toBe(flaw);
      }),
    );
    const text = { root: 'objects', entry: 'a', key: 'text', kind: 'note' } as const;
    expect(valueProblem(text, 'one\n\ttwo')).toBeUndefined();
  });

  it('[NAME-3] of before are written again, plain, and nobody is asked', () => {
    const document = new SessionDocument();
    document.apply(ANNA, [place('old', at(1)), place('fine', at(2))]);
    const old = root(document.doc, 'objects').get('old') as Y.Map<unknown>;
    old.set('name', 'B\u202en');
    const { sent, kept } = rebase(document, {
      update: Y.encodeStateAsUpdate(new Y.Doc()),
      code: 'gate/invalid',
      paths: [{ root: 'objects', id: 'old', key: 'name' }],
      isRepeated: false,
      writer: { user: ANNA.user, role: 'editor', editing: true },
      authors: {},
      clients: [],
    });
    expect(kept).toEqual([]);
    expect(sent).toHaveLength(2);
    expect((root(document.doc, 'objects').get('old') as Y.Map<unknown>).get('name')).toBe('Bn');
  });
});
