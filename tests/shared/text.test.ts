import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { joinRequest, memberView } from '../../shared/api/index.ts';
import { describe as inWords } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { isBlank, nameOf } from '../../shared/plain-name.ts';
import {
  copyWith,
  decodePresence,
  type Edit,
  encodePresence,
  type Intent,
  ROOTS,
  rebase,
  root,
  type SessionDocument,
} from '../../shared/session/index.ts';
import { characters, cutText, isWellFormed, wellFormed, wellFormedValue } from '../../shared/text.ts';
import { ANNA, at, id, newDocument, place, readable } from '../support/builders.ts';

/** Text made of whatever a string can hold: halves of characters, marks, joiners, flags, families. */
const unit = fc.oneof(
  fc.integer({ min: 0xd800, max: 0xdfff }).map(code => String.fromCharCode(code)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.constantFrom('a', ' ', '\u0301', '\u200d', '\ufe0f', '\ufeff', '🇨', '🇭', '👩‍👩‍👧‍👦', 'नि', '각'),
);
const anything = fc.array(unit, { maxLength: 40 }).map(parts => parts.join(''));
const HALF = '\ud83d';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The module as it is in a browser that knows no graphemes. */
async function withoutGraphemes(): Promise<typeof import('../../shared/text.ts')> {
  vi.resetModules();
  vi.stubGlobal('Intl', {});
  return import('../../shared/text.ts');
}

describe('cutting text', () => {
  it('[TEXT-1] gives a well-formed beginning within the limit, with or without graphemes', async () => {
    const old = await withoutGraphemes();
    fc.assert(
      fc.property(anything, fc.nat(60), (text, max) => {
        for (const cut of [cutText(text, max), old.cutText(text, max)]) {
          expect(isWellFormed(cut)).toBe(true);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(wellFormed(text).startsWith(cut)).toBe(true);
          // One unit too few for a pair is the most that is left over where one character alone is too long.
          if (text.length > 0 && max > 1) expect(cut).not.toBe('');
          if (text.length <= max) expect(cut).toBe(wellFormed(text));
        }
        expect(cutText(cutText(text, max), max)).toBe(cutText(text, max));
      }),
    );
    expect(old.characters('a😀')).toEqual(['a', '😀']);
  });

  it('[TEXT-1] ends where a character ends', () => {
    const letters = 'a'.repeat(79);
    expect(cutText(`${letters}😀`, 80)).toBe(letters);
    for (const whole of ['👩‍👩‍👧‍👦', '🇨🇭', '👍🏽', 'e\u0301\u0323', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      for (let room = 0; room < whole.length; room++) expect(cutText(`ab${whole}`, 2 + room)).toBe('ab');
      expect(cutText(`ab${whole}cd`, 2 + whole.length)).toBe(`ab${whole}`);
    }
    // The beginning of a text is never empty, so of a first character that does not fit whole code points
    // stay.
    expect(cutText('👩‍👩‍👧‍👦', 4)).toBe('👩‍');
    expect(cutText('😀', 1)).toBe('');
  });

  it('[TEXT-2] takes a letter with hundreds of marks for so much text, and neither for nothing nor for all', () => {
    const tall = `a${'\u0301'.repeat(500)}`;
    expect(cutText(tall, 80)).toHaveLength(80);
    expect(cutText(`Ada ${tall}`, 80)).toHaveLength(80);
    expect(characters(`b${tall}`)).toHaveLength(502);
    expect(nameOf(`Ada ${tall}`)).toHaveLength(LIMITS.nameChars);
  });
});

const intentsOf = (text: string): Intent[] => [
  { ...place('a'), fields: { name: text, color: '#112233' } } as Intent,
  { ...place('b', at(1), 'note'), fields: { text } } as Intent,
  { type: 'edit-object', id: id('a'), fields: { name: `x${text}` } },
  { type: 'rename-session', name: `x${text}` },
  { type: 'introduce-participant', id: ANNA.user, name: text, color: text },
  {
    type: 'create-frame',
    id: id('f'),
    name: `x${text}`,
    points: [
      { name: `x${text}`, position: [0, 0, 0] },
      { name: 'y', position: [2, 0, 0] },
    ],
  },
];

const contentOf = ({ doc }: SessionDocument): unknown =>
  Object.fromEntries(ROOTS.map(name => [name, root(doc, name).toJSON()]));

/** Another device, which has only the bytes. */
function readerOf(document: SessionDocument): SessionDocument {
  const reader = newDocument();
  Y.applyUpdate(reader.doc, Y.encodeStateAsUpdate(document.doc));
  return reader;
}

function expectSame(writer: SessionDocument): void {
  const reader = readerOf(writer);
  expect(contentOf(reader)).toEqual(contentOf(writer));
  expect(readable(reader)).toEqual(readable(writer));
  expect(wellFormedValue(contentOf(writer))).toEqual(contentOf(writer));
  reader.destroy();
}

describe('what is written', () => {
  it('[TEXT-3] is the same for its writer and for whoever gets the bytes, whatever the text', () => {
    fc.assert(
      fc.property(anything, text => {
        const writer = newDocument();
        fc.pre(text.length < LIMITS.nameChars);
        expect(writer.apply(ANNA, intentsOf(text))).toMatchObject({ ok: true });
        const renamed = { type: 'edit-frame', id: id('f'), name: `z${text}` } as const;
        expect(writer.apply(ANNA, [renamed])).toMatchObject({ ok: true });
        expectSame(writer);
        writer.destroy();
      }),
    );
  });

  it('[TEXT-3] also where kept edits are written again: keys, and values of what only a newer version knows', () => {
    const edits: Edit[] = [
      {
        root: 'objects',
        id: 'n',
        own: true,
        type: 'add',
        values: [
          ['kind', 'hologram'],
          ['placement', [null, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]],
          ['by', ANNA.user],
          [`key${HALF}`, { [`in${HALF}`]: [`deep${HALF}`, { x: HALF }] }],
        ],
      },
      { root: 'objects', id: 'n', own: true, type: 'keys', values: [['name', `N${HALF}`]], cleared: [HALF] },
      { root: 'settings', id: 'name', own: true, type: 'value', value: `S${HALF}` },
    ];
    const written = newDocument();
    written.write(edits);
    expectSame(written);
    const copied = copyWith(newDocument(), edits);
    expectSame(copied);
    expect(root(copied.doc, 'objects').get('n')).toBeInstanceOf(Y.Map);
    expect(copied.settings.name).toBe('S\ufffd');
  });

  it('[TEXT-4] before, as half a character, is read as the bytes say it, and written again so', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    const object = root(document.doc, 'objects').get('a') as Y.Map<unknown>;
    object.set('name', `A${HALF}`);
    expect(document.objects.get(id('a'))?.name).toBe('A\ufffd');
    root(document.doc, 'settings').set('name', `S${HALF}`);
    expect(document.settings.name).toBe('S\ufffd');
    // What a device keeps of a document is its bytes.
    expect(readerOf(document).objects.get(id('a'))?.name).toBe('A\ufffd');
    const { sent, kept } = rebase(document, {
      update: Y.encodeStateAsUpdate(new Y.Doc()),
      code: 'gate/invalid',
      paths: [{ root: 'objects', id: 'a', key: 'name' }],
      isRepeated: false,
      writer: { user: ANNA.user, role: 'host', editing: true },
      authors: {},
      clients: [],
    });
    expect(kept).toEqual([]);
    expect(sent).not.toEqual([]);
    expectSame(document);
  });

  it('[TEXT-3] and so is what is said of oneself, live', () => {
    const said = decodePresence({ user: ANNA.user, name: `A${HALF}` });
    expect(said?.name).toBe('A\ufffd');
    if (!said) throw new Error('no presence');
    expect(encodePresence({ ...said, name: `B${HALF}` }).name).toBe('B\ufffd');
    const odd = { user: ANNA.user, shared: [`s${HALF}`, 0, 0, 0, 0] };
    expect(decodePresence(odd)?.shared).toBeUndefined();
  });
});

/** Nobody sees anything of these. */
const UNSEEN: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['spaces of every kind', ' \u00a0\u1680\u2003\u202f\u205f\u3000\t\n'],
  ['zero width', '\u200b\u200c\u200d\u2060'],
  ['a byte order mark', '\ufeff'],
  ['variation selectors', '\ufe0f\u{e0100}'],
  ['Hangul fillers', '\u3164\u115f\u1160\uffa0'],
  ['marks alone', '\u0301\u0323\u20e3'],
  ['tags', '\u{e0001}\u{e0041}\u{e007f}'],
  ['turns of direction', '\u202e\u2066\u200f'],
  ['soft hyphens and joiners', '\u00ad\u034f\u180e'],
  ['Braille without dots', '\u2800'],
  ['controls', '\u0000\u0007\u009f'],
];
const SEEN = ['a', '0', '.', '😀', '한', 'אב', 'e\u0301', '👩‍👧', '\ue000', '\ufffd', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'];

describe('a name that nobody sees', () => {
  it.each(UNSEEN)('[TEXT-5] counts as empty: %s', (_, text) => {
    expect(isBlank(text)).toBe(true);
    expect(nameOf(text)).toBe('');
    const document = newDocument();
    const said = { ok: false, error: { code: 'document/no-name' } };
    expect(document.apply(ANNA, [{ type: 'rename-session', name: text }])).toMatchObject(said);
    const points = [
      { name: 'x', position: [0, 0, 0] },
      { name: 'y', position: [2, 0, 0] },
    ] as const;
    const frame = { type: 'create-frame', id: id('f'), name: 'F', points } as const;
    expect(document.apply(ANNA, [{ ...frame, name: text }])).toMatchObject(said);
    const unnamed = points.map(point => ({ ...point, name: text }));
    expect(document.apply(ANNA, [{ ...frame, points: unnamed }])).toMatchObject(said);
    expect(document.apply(ANNA, [frame, { type: 'edit-frame', id: id('f'), name: text }]).ok).toBe(false);
    document.apply(ANNA, [{ ...place('a'), fields: { name: text } } as Intent]);
    expect(document.objects.get(id('a'))?.name).toBeUndefined();
    expect((root(document.doc, 'objects').get('a') as Y.Map<unknown>).has('name')).toBe(false);
    document.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { name: 'A' } }]);
    document.apply(ANNA, [{ type: 'edit-object', id: id('a'), fields: { name: text } }]);
    expect(document.objects.get(id('a'))?.name).toBeUndefined();
  });

  it.each(UNSEEN)('[TEXT-5] is read as none, and leaves out what is said in its place: %s', (_, text) => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    (root(document.doc, 'objects').get('a') as Y.Map<unknown>).set('name', text);
    root(document.doc, 'settings').set('name', text);
    root(document.doc, 'participants').set(ANNA.user, { name: text, color: '#112233', joined: 1 });
    expect(document.objects.get(id('a'))?.name).toBeUndefined();
    expect(document.settings.name).toBe('');
    expect(document.participants.map(({ name }) => name)).toEqual(['Someone']);
    expect(decodePresence({ user: ANNA.user, name: text })?.name).toBe('Someone');
    expect(joinRequest.parse({ share_code: 'x', name: text }).name).toBe('');
    expect(memberView.shape.name.parse(text)).toBe('');
  });

  it('[TEXT-5] has words, and a name with anything to see is one', () => {
    for (const text of SEEN) expect([text, isBlank(text)]).toEqual([text, false]);
    expect(inWords({ code: 'document/no-name' })).toMatchObject({ title: 'Nobody would see that name' });
  });

  it('[TEXT-5] of a session of before is left away when it is written again, and nobody is asked', () => {
    const document = newDocument();
    document.apply(ANNA, [place('a')]);
    root(document.doc, 'settings').set('name', '\u200b');
    const { kept } = rebase(document, {
      update: Y.encodeStateAsUpdate(new Y.Doc()),
      code: 'gate/invalid',
      paths: [{ root: 'settings', id: 'name' }],
      isRepeated: false,
      writer: { user: ANNA.user, role: 'host', editing: true },
      authors: {},
      clients: [],
    });
    expect(kept).toEqual([]);
    expect(root(document.doc, 'settings').has('name')).toBe(false);
    expect(document.objects.has(id('a'))).toBe(true);
  });
});
