import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is tested from inside.
import { judge } from '../../../relay/gate/gate.ts';
import type { GateState } from '../../../relay/gate/state.ts';
import { DEVICE_EVENT_TYPES, ROUTES } from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE } from '../../../shared/protocol.ts';
import {
  keyProblem,
  root,
  SessionDocument,
  valueProblem,
  type Writer,
} from '../../../shared/session/index.ts';
import { isWellFormed } from '../../../shared/text.ts';
import { ANNA, at, id, place } from '../../support/builders.ts';
import { guestOf, hostOf, post, relayOn, send } from '../../support/relay.ts';
import { awareness, RawClient, state, statesOf } from '../../support/wire.ts';

const HOST: Writer = { user: ANNA.user, role: 'host', editing: true };
const empty = (): GateState => ({ doc: new Y.Doc(), ownerOf: () => undefined, bytes: () => 0 });

const MARK = 'QZQZQZ';
const HALF = '\ud83d';

/** `update` with other bytes wherever the mark stands. */
function withBytes(update: Uint8Array, bytes: readonly number[]): Uint8Array {
  const mark = Buffer.from(MARK);
  const changed = Buffer.from(update);
  let found = 0;
  for (let i = changed.indexOf(mark); i >= 0; i = changed.indexOf(mark, i + mark.length)) {
    changed.set(bytes, i);
    found += 1;
  }
  expect(found).toBeGreaterThan(0);
  return new Uint8Array(changed);
}

function updateOf(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  write(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** An item as Yjs wrote JSON before it had values of any kind. */
const legacyJson = encoding.encode(encoder => {
  for (const n of [1, 1, 5, 0, 0x22, 1]) encoding.writeVarUint(encoder, n);
  encoding.writeVarString(encoder, 'objects');
  encoding.writeVarString(encoder, 'a');
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, JSON.stringify(MARK));
  encoding.writeVarUint(encoder, 0);
});

const PLACES: Readonly<Record<string, Uint8Array>> = {
  'the name of a root': updateOf(doc => doc.getMap(MARK).set('a', 1)),
  'an entry': updateOf(doc => root(doc, 'objects').set(MARK, new Y.Map())),
  'a key': updateOf(doc => root(doc, 'objects').set('a', new Y.Map([[MARK, 1]]))),
  'a value': updateOf(doc => root(doc, 'settings').set('name', MARK)),
  'a key inside a value': updateOf(doc => root(doc, 'participants').set('p', { [MARK]: 1 })),
  'a value inside a value': updateOf(doc => root(doc, 'participants').set('p', [{ a: MARK }])),
  'a value that was taken back': updateOf(doc => {
    root(doc, 'settings').set('name', MARK);
    root(doc, 'settings').set('name', 'now');
  }),
  'a text': updateOf(doc => doc.getText('t').insert(0, MARK)),
  'an embedded value': updateOf(doc => doc.getText('t').insertEmbed(0, { a: MARK })),
  'a format': updateOf(doc => doc.getText('t').insert(0, 'x', { [MARK]: true })),
  'a named type': updateOf(doc => doc.getXmlFragment('x').insert(0, [new Y.XmlElement(MARK)])),
  'JSON of before': legacyJson,
};

/** Six bytes that are no UTF-8. */
const BAD: Readonly<Record<string, readonly number[]>> = {
  'half a character': [0xed, 0xa0, 0xbd, 0x61, 0x61, 0x61],
  'both halves, each by itself': [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
  'an overlong letter': [0xc1, 0x81, 0x61, 0x61, 0x61, 0x61],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80, 0x61, 0x61],
  'an early end': [0x61, 0x61, 0x61, 0x61, 0xf0, 0x9f],
};

describe('text that comes to the gate', () => {
  it.each(Object.entries(PLACES))('[GATE-20] is UTF-8 or refused, in %s', (where, update) => {
    for (const [what, bytes] of Object.entries(BAD)) {
      // What was taken back and is garbage by now says nothing any more.
      if (where === 'a value that was taken back' && !Buffer.from(update).includes(MARK)) return;
      const verdict = judge(withBytes(update, bytes), empty(), HOST);
      expect([what, verdict.type]).toEqual([what, 'malformed']);
    }
  });

  it('[GATE-20] is read as Yjs reads it, a byte order mark included', () => {
    const update = updateOf(doc => root(doc, 'settings').set('name', MARK));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ minLength: 6, maxLength: 6 }),
          fc
            .constantFrom('\ufeffabc', 'abc\ufeff', '\u{1f600}ab', '\ufffdabc', '\ufeff\ufeff')
            .map(text => new TextEncoder().encode(text)),
        ),
        bytes => {
          const changed = withBytes(update, [...bytes]);
          const verdict = judge(changed, empty(), HOST);
          const doc = new Y.Doc();
          const applies = (): void => Y.applyUpdate(doc, changed);
          if (verdict.type === 'malformed') {
            expect(applies).toThrow();
            return;
          }
          applies();
          const name = root(doc, 'settings').get('name') as string;
          expect(isWellFormed(name)).toBe(true);
          expect(new TextEncoder().encode(name)).toEqual(new Uint8Array(bytes));
          const flaw = valueProblem({ root: 'settings', entry: 'name', key: undefined }, name);
          expect(verdict.type).toBe(flaw ? 'refuse' : 'accept');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('[GATE-21] is no half of a character, in names, texts and keys, at any depth', () => {
    const bad = `A${HALF}`;
    const of = { root: 'objects', entry: 'a', kind: 'note' } as const;
    expect(valueProblem({ ...of, key: 'name' }, bad)).toBe('invalid');
    expect(valueProblem({ ...of, key: 'text' }, bad)).toBe('invalid');
    expect(valueProblem({ ...of, key: 'kind' }, bad)).toBe('invalid');
    expect(valueProblem({ root: 'settings', entry: 'name', key: undefined }, bad)).toBe('invalid');
    expect(valueProblem({ root: 'frames', entry: 'f', key: 'name' }, bad)).toBe('invalid');
    const points = [
      [bad, 0, 0, 0],
      ['b', 2, 0, 0],
    ];
    expect(valueProblem({ root: 'frames', entry: 'f', key: 'points' }, points)).toBe('invalid');
    const person = { name: bad, color: '#112233', joined: 1 };
    expect(valueProblem({ root: 'participants', entry: ANNA.user, key: undefined }, person)).toBe('invalid');
    const newer = { root: 'objects', entry: 'a', key: 'mood', kind: 'hologram' } as const;
    for (const value of [bad, [bad], { a: { b: [bad] } }, { [bad]: 1 }, { a: { [bad]: 1 } }])
      expect(valueProblem(newer, value)).toBe('invalid');
    expect(valueProblem({ ...newer, key: bad }, 1)).toBe('unknown');
    expect(keyProblem('objects', bad)).toBe('unknown');
    // The sign that says "something was lost here" is a character like others: old documents hold it.
    expect(valueProblem({ ...of, key: 'name' }, 'A\ufffd')).toBeUndefined();
    expect(valueProblem(newer, { 'a\ufffd': '😀' })).toBeUndefined();
  });

  it('[GATE-21] is judged by its length in UTF-16 units and never by where characters end', () => {
    const of = { root: 'objects', entry: 'a', key: 'name', kind: 'box' } as const;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), text => {
        // With something that is seen: a name of nothing else is none.
        const name = `a${text}`;
        const isFlawed = name.length > LIMITS.nameChars;
        expect(valueProblem(of, name)).toBe(isFlawed ? 'invalid' : undefined);
      }),
    );
  });

  it('[GATE-22] is a session’s name only where something of it is seen', () => {
    for (const name of ['', ' ', '\u200b', '\u3164', '\ufe0f', '\u0301', '\u{e0041}']) {
      const update = updateOf(doc => root(doc, 'settings').set('name', name));
      const refused = { code: 'gate/invalid', paths: [{ root: 'settings', id: 'name' }] };
      expect(judge(update, empty(), HOST)).toMatchObject({ type: 'refuse', refused });
    }
  });

  it('[GATE-23] is told of in a refusal without cutting a character in half', () => {
    const long = `${'a'.repeat(79)}😀`;
    const update = updateOf(doc => root(doc, 'objects').set(long, new Y.Map([[long, 1]])));
    const verdict = judge(update, empty(), HOST);
    if (verdict.type !== 'refuse') throw new Error(verdict.type);
    const names = verdict.refused.paths.flatMap(({ id: entry, key }) => [entry ?? '', key ?? '']);
    expect(names).toContain('a'.repeat(79));
    expect(names.every(isWellFormed)).toBe(true);
    const rootName = `${'a'.repeat(39)}😀`;
    const foreign = judge(
      updateOf(doc => doc.getMap(rootName).set('a', 1)),
      empty(),
      HOST,
    );
    if (foreign.type !== 'refuse') throw new Error(foreign.type);
    expect(foreign.refused.rule).toContain(`"${'a'.repeat(39)}"`);
  });

  it('[GATE-4] is taken whatever the app has written of it', () => {
    const document = new SessionDocument();
    const name = `${'a'.repeat(79)}😀`.slice(0, LIMITS.nameChars);
    document.apply(ANNA, [{ ...place('a', at(1)), fields: { name } } as never]);
    expect(document.objects.get(id('a'))?.name).toBe(`${'a'.repeat(79)}\ufffd`);
    expect(judge(Y.encodeStateAsUpdate(document.doc), empty(), HOST).type).toBe('accept');
  });
});

describe('text beside the document', () => {
  it('[GATE-24] leaves the relay well-formed in presence, whatever JSON said', async () => {
    const relay = await relayOn();
    const host = await hostOf(relay.url);
    const guest = await guestOf(relay.url, host, 'viewer');
    const a = await RawClient.join(relay.url, host);
    const b = await RawClient.join(relay.url, guest);
    b.send(awareness(state(77, 1, { name: `B${HALF}`, [`k${HALF}`]: [{ deep: `${HALF}x` }], whole: '😀' })));
    const { body } = await a.hears(m => m.type === MESSAGE.awareness && statesOf(m.body).has(77));
    expect(statesOf(body).get(77)?.state).toEqual({
      user: guest.user,
      role: 'viewer',
      name: 'B\ufffd',
      'k\ufffd': [{ deep: '\ufffdx' }],
      whole: '😀',
    });
  });

  it('[GATE-24] leaves it well-formed in names, and is refused in what must be exact', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const share = { session_id: host.session };
    const { body } = await post<{ share_code: string }>(url, ROUTES.createShare, share, host.token);
    const join = (name: string, share_code: string = body.share_code) =>
      post(url, ROUTES.join, { share_code, name });
    expect((await join(`B${HALF}`)).status).toBeLessThan(300);
    expect((await join('\u200b\u3164')).status).toBeLessThan(300);
    const members = await send<{ members: { name: string }[] }>(url, 'GET', ROUTES.members(host.session), {
      token: host.token,
    });
    const names = members.body.members.map(({ name }) => name);
    expect(names).toContain('B\ufffd');
    expect(names.every(name => name === '' || name === 'B\ufffd')).toBe(true);
    expect((await join('C', `${body.share_code.slice(0, -1)}${HALF}`)).status).toBe(400);
    const at = new Date().toISOString();
    const report = { events: [{ id: `12345678${HALF}`, type: DEVICE_EVENT_TYPES[0], at }] };
    expect((await post(url, ROUTES.events(host.session), report, host.token)).status).toBe(400);
    const whole = { events: [{ id: '12345678', type: DEVICE_EVENT_TYPES[0], at }] };
    expect((await post(url, ROUTES.events(host.session), whole, host.token)).status).toBeLessThan(300);
  });
});
