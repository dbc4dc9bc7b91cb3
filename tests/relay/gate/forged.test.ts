import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { put } from '../../support/documents.ts';
import { forge } from '../../support/forge.ts';
import { scene } from '../../support/relay-scene.ts';
import { until } from '../../support/until.ts';
import { provider, refusalOf, step1, synced, update } from '../../support/wire.ts';

describe('structs that no app writes', () => {
  const mine = 77;
  const run = { holds: 'values', values: [1, 1], parent: 'meta', key: 'format' } as const;

  it('[GATE-8] a run of which one value is taken back is refused, and a plain client that comes back still merges', async () => {
    const { relay, anna, attacker, stored } = await scene();
    const doc = new Y.Doc();
    const plain = provider(relay.url, anna, doc);
    await synced(plain);
    const forged = forge(
      [{ client: mine, clock: 0, structs: [run] }],
      [{ client: mine, clock: 1, length: 1 }],
    );
    attacker.send(update(forged));
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/invalid' });
    plain.disconnect();
    put('plain', 1)(doc);
    plain.connect();
    await until(async () => (await stored()).plain === 1, 'the edit of a plain client');
    expect(await stored()).toEqual({ a: 1, plain: 1 });
  });

  it('[RELAY-17] what is known already is told of in made-up roots, and nothing comes of it', async () => {
    const { attacker, stored, goesOn } = await scene();
    const { client, clock } = { client: mine, clock: 0 };
    attacker.send(update(forge([{ client, clock, structs: [{ holds: 'gone', length: 600 }] }])));
    const known = Array.from({ length: 500 }, (_, n) => {
      return { holds: 'deleted', length: 1, parent: `root ${n}`, key: 'x' } as const;
    });
    const structs = [...known, { holds: 'hole', length: 100 }, { holds: 'gone', length: 1 }] as const;
    attacker.send(update(forge([{ client, clock, structs }])));
    await attacker.barrier(1);
    expect(await stored()).toEqual({ a: 1 });
    await goesOn();
  });

  it('[GATE-9] an object keeps what it needs, and nobody signs for somebody else', async () => {
    const { doc, anna, attacker, goesOn } = await scene();
    const hers = doc.getMap<Y.Map<unknown>>('objects').get('a')?._item;
    if (!hers) throw new Error('no object');
    const { client, clock } = hers.id;
    const dead = { holds: 'deleted', length: 1, origin: { client, clock: clock + 1 } } as const;
    attacker.send(update(forge([{ client: mine, clock: 0, structs: [dead] }])));
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/invalid' });
    attacker.send(step1(Y.encodeStateVector(doc)));
    attacker.received.length = 0;
    const named = { holds: 'values', values: [anna.user], parent: hers.id, key: 'locked' } as const;
    attacker.send(update(forge([{ client: mine, clock: 0, structs: [named] }])));
    expect(await refusalOf(attacker)).toMatchObject({ code: 'gate/not-yours' });
    await goesOn();
  });
});
