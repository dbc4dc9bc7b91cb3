import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
// The gate is pure, so it is driven from inside; the real relay is attacked in
// tests/relay/gate/attacks.test.ts.
import { judge } from '../../relay/gate/gate.ts';
import type { ClientOwner } from '../../relay/gate/state.ts';
import { ROOTS, SessionDocument, type Writer } from '../../shared/session/index.ts';
import { doStep, step } from '../support/random-sessions.ts';

const SEED = 20_261_122;
const writer = (name: string, role: Writer['role']): Writer => ({
  user: name.padEnd(20, '_'),
  role,
  editing: true,
});
const HOST = writer('host', 'host');
const ANNA = writer('anna', 'editor');
const BEN = writer('ben', 'editor');

/** A relay's document behind the gate, with whose client ids are whose. */
class Relay {
  readonly doc = new Y.Doc();
  readonly owners = new Map<number, ClientOwner>();

  send(update: Uint8Array, from: Writer): ReturnType<typeof judge> {
    const state = { doc: this.doc, ownerOf: (client: number) => this.owners.get(client), bytes: () => 0 };
    const verdict = judge(update, state, from);
    if (verdict.type !== 'accept') return verdict;
    for (const client of verdict.newClientIds) this.owners.set(client, from);
    Y.applyUpdate(this.doc, update);
    expect([this.doc.store.pendingStructs, this.doc.store.pendingDs]).toEqual([null, null]);
    return verdict;
  }
}

class Device {
  readonly document = new SessionDocument(new Y.Doc());
  readonly who: Writer;

  constructor(who: Writer) {
    this.who = who;
    this.document.role = who.role;
  }

  answer(relay: Relay): Uint8Array {
    return Y.encodeStateAsUpdate(this.document.doc, Y.encodeStateVector(relay.doc));
  }

  hear(relay: Relay): void {
    const mine = Y.encodeStateVector(this.document.doc);
    Y.applyUpdate(this.document.doc, Y.encodeStateAsUpdate(relay.doc, mine), 'link');
  }
}

/**
 * What the document says, place by place: each key of each entry of each root, and roots that nobody knows.
 */
function places(doc: Y.Doc): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of doc.share.keys()) {
    if (!ROOTS.some(root => root === name)) found.set(`${name}/`, 'a root');
  }
  for (const name of ROOTS) {
    for (const [entry, value] of doc.getMap<unknown>(name)) {
      if (value instanceof Y.Map) {
        found.set(`${name}/${entry}`, 'a map');
        for (const [key, each] of value) found.set(`${name}/${entry}/${key}`, JSON.stringify(each));
      } else found.set(`${name}/${entry}`, JSON.stringify(value));
    }
  }
  return found;
}

/** Places that differ although `who` may not have changed them. */
function trespasses(before: Map<string, string>, after: Map<string, string>, who: Writer): string[] {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    place => before.get(place) !== after.get(place),
  );
  return changed.filter(place => {
    const [root = '', entry = ''] = place.split('/');
    if (who.role === 'viewer') return true;
    if (root === 'meta') return place !== 'meta/format' || after.get(place) !== '1';
    if (root === 'participants') return entry !== who.user;
    if (root !== 'objects' && root !== 'frames') return true;
    const lock = before.get(`objects/${entry}/locked`);
    return lock !== undefined && lock !== JSON.stringify(who.user);
  });
}

const turn = fc.record({ who: fc.nat(2), step, meets: fc.boolean() });
const turns = fc.array(turn, { minLength: 1, maxLength: 50 });

/**
 * An honest session of three people who are together now and then, and every update that went over the wire.
 */
function play(chosen: readonly (typeof turn extends fc.Arbitrary<infer T> ? T : never)[], online: boolean) {
  const relay = new Relay();
  const devices = [HOST, ANNA, BEN].map(who => new Device(who));
  const sent: Uint8Array[] = [];
  for (const { who, step: what, meets } of chosen) {
    const device = devices[who] as Device;
    if (online) device.hear(relay);
    if (!doStep(device.document, what, device.who.user)) continue;
    if (!online && !meets) continue;
    const update = device.answer(relay);
    sent.push(update);
    const verdict = relay.send(update, device.who);
    if (online) expect(verdict.type, JSON.stringify(verdict)).not.toBe('refuse');
    // Refused, it would begin anew from the relay's state; here it just says no more.
    if (verdict.type === 'refuse') break;
    device.hear(relay);
  }
  return { relay, devices, sent };
}

describe(`at random, from seed ${SEED}`, () => {
  it('[GATE-4] whatever the app lets a person do, the gate takes, undo and redo included', () => {
    fc.assert(
      fc.property(turns, chosen => {
        const { relay, devices } = play(chosen, true);
        for (const device of devices) device.hear(relay);
        const states = devices.map(({ document }) => places(document.doc));
        for (const state of states) expect(state).toEqual(places(relay.doc));
      }),
      { seed: SEED, numRuns: 250 },
    );
  });

  it('[GATE-4] nothing that is accepted changes a place that its sender may not change', () => {
    fc.assert(
      fc.property(
        turns,
        fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat(255), fc.nat(5)), {
          minLength: 1,
          maxLength: 12,
        }),
        (chosen, attacks) => {
          const { relay, devices, sent } = play(chosen, false);
          if (sent.length === 0) return;
          const whole = Y.encodeStateAsUpdate(relay.doc);
          for (const [which, at, other, value, kind] of attacks) {
            const base = sent[which % sent.length] as Uint8Array;
            const who = kind === 5 ? { ...BEN, role: 'viewer' as const } : BEN;
            const bytes = mutate(
              kind,
              base,
              sent[other % sent.length] as Uint8Array,
              at,
              value,
              relay,
              devices,
            );
            const before = places(relay.doc);
            const verdict = relay.send(bytes, who);
            if (verdict.type === 'accept') {
              expect(trespasses(before, places(relay.doc), who)).toEqual([]);
              const device = new Y.Doc();
              Y.applyUpdate(device, whole);
              Y.applyUpdate(device, Y.encodeStateAsUpdate(relay.doc));
              expect(places(device)).toEqual(places(relay.doc));
            } else expect(places(relay.doc)).toEqual(before);
          }
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });

  it('[GATE-4] what was found before stays found', () => {
    const folder = join(import.meta.dirname, 'corpus');
    const files = readdirSync(folder).filter(name => name.endsWith('.hex'));
    expect(files.length).toBeGreaterThan(0);
    for (const name of files) {
      const relay = new Relay();
      const bytes = Buffer.from(readFileSync(join(folder, name), 'utf8').replace(/#.*|\s/gm, ''), 'hex');
      expect(['refuse', 'malformed', 'gap'], name).toContain(relay.send(bytes, BEN).type);
      expect(places(relay.doc)).toEqual(new Map());
    }
  });
});

/**
 * Somebody else's bytes, broken in one of several ways; or edits that are no one's to make, as good as
 * anybody's.
 */
function mutate(
  kind: number,
  base: Uint8Array,
  other: Uint8Array,
  at: number,
  value: number,
  relay: Relay,
  devices: readonly Device[],
): Uint8Array {
  const broken = base.slice();
  switch (kind) {
    case 0:
      broken[at % broken.length] = value;
      return broken;
    case 1:
      return base.slice(0, at % base.length);
    case 2:
      return Uint8Array.from([...base.slice(0, at % base.length), ...other.slice(value % other.length)]);
    default: {
      // A well-formed edit of something, under one's own client id or under another's.
      const forger = new Y.Doc();
      Y.applyUpdate(forger, Y.encodeStateAsUpdate(relay.doc));
      if (kind === 3) forger.clientID = devices[at % devices.length]?.document.doc.clientID ?? 1;
      const before = Y.encodeStateVector(forger);
      const entries = ROOTS.flatMap(name =>
        [...forger.getMap<unknown>(name)].map(([entry]) => [name, entry] as const),
      );
      const [root = 'elsewhere', entry = 'x'] = entries[at % Math.max(1, entries.length)] ?? [];
      const map = forger.getMap<unknown>(root);
      const inside = map.get(entry);
      if (inside instanceof Y.Map && value % 3 !== 0) {
        const keys = ['name', 'locked', 'by', 'kind', 'placement', 'color', 'nonsense'];
        const key = keys[value % keys.length] as string;
        if (value % 2) inside.set(key, value % 5 ? BEN.user : ANNA.user);
        else inside.delete(key);
      } else if (value % 2) map.delete(entry);
      else map.set(entry, value % 4 ? { name: 'x' } : 'x');
      return Y.encodeStateAsUpdate(forger, before);
    }
  }
}
