import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { LIMITS } from '../../../shared/limits.ts';
import type { Role } from '../../../shared/session/index.ts';
import { forge } from '../../support/forge.ts';
import { EDITOR, EDITOR_CLIENT, furnished, OWNER_CLIENT } from './typical.ts';

/** What somebody who may edit sends to do harm. None of it may merge. */
export interface Attack {
  readonly name: string;
  readonly update: Uint8Array;
  readonly role: Role;
}

/**
 * The smallest that is refused has one more than `LIMITS.conflictsPerKeyCount`; a refusal takes time in
 * proportion to the bytes.
 */
const CROWDS_COUNT = [1_000, 20_000];

const uints = (encoder: encoding.Encoder, ...numbers: readonly number[]): void => {
  for (const each of numbers) encoding.writeVarUint(encoder, each);
};

/** One struct that holds nothing any more: it takes `length` clocks. */
const collected = (client: number, clock: number, length: number): Uint8Array =>
  encoding.encode(encoder => uints(encoder, 1, 1, client, clock, 0, length, 0));

/**
 * Values of keys of these objects in turn that say they knew of none of the others: each is placed by looking
 * through all that came to its key before.
 */
export function crowd(objects: readonly Y.ID[], count: number): Uint8Array {
  const isMapKey = 0x20 | 8;
  return encoding.encode(encoder => {
    uints(encoder, 1, count, EDITOR_CLIENT, 0);
    for (let n = 0; n < count; n++) {
      const object = objects[n % objects.length] as Y.ID;
      encoding.writeUint8(encoder, isMapKey);
      uints(encoder, 0, object.client, object.clock);
      encoding.writeVarString(encoder, 'name');
      uints(encoder, 1);
      encoding.writeAny(encoder, 'x');
    }
    uints(encoder, 0);
  });
}

function written(before: Uint8Array, client: number, write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, before);
  doc.clientID = client;
  const vector = Y.encodeStateVector(doc);
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc, vector);
}

/** The attacks, on a session that holds `state`. */
export function attacks(): { readonly state: Uint8Array; readonly list: readonly Attack[] } {
  const { ids, state } = furnished();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const objects = doc.getMap<Y.Map<unknown>>('objects');
  const places = ids.flatMap(id => objects.get(id)?._item?.id ?? []);
  const next = Y.getState(doc.store, OWNER_CLIENT);
  const inObject = (key: string, value: unknown) => (each: Y.Doc) =>
    void each
      .getMap<Y.Map<unknown>>('objects')
      .get(ids[0] as string)
      ?.set(key, value);
  let deep: unknown = 1;
  for (let i = 0; i < 2_000; i++) deep = [deep];
  const live = Array.from({ length: 32_000 }, () => true);
  const run = { holds: 'values', values: live, parent: places[0] as Y.ID, key: 'name' } as const;
  const list: Omit<Attack, 'role'>[] = [
    {
      name: '32,000 live values in one struct',
      update: forge([{ client: EDITOR_CLIENT, clock: 0, structs: [run] }]),
    },
    { name: 'clocks of somebody else’s id', update: collected(OWNER_CLIENT, next, 2) },
    {
      name: 'an edit under somebody else’s id',
      update: written(state, OWNER_CLIENT, inObject('name', 'forged')),
    },
    { name: 'a leap over clocks', update: collected(EDITOR_CLIENT, 0, 2 ** 40) },
    { name: 'a bomb of 7 bytes', update: Uint8Array.from([1, 0x80, 0x8c, 0xa7, 0x0e, 1, 0]) },
    { name: 'values nested 2,000 deep', update: written(state, EDITOR_CLIENT, inObject('deep', deep)) },
    { name: 'version 2 of the format', update: Y.encodeStateAsUpdateV2(doc) },
    {
      name: 'an unknown root',
      update: written(state, EDITOR_CLIENT, each => each.getMap('roles').set(EDITOR, 'host')),
    },
    {
      name: 'settings of the host',
      update: written(state, EDITOR_CLIENT, each => each.getMap('settings').set('name', 'mine')),
    },
    { name: 'a placement that is none', update: written(state, EDITOR_CLIENT, inObject('placement', [0])) },
    {
      name: 'a text too long',
      update: written(state, EDITOR_CLIENT, inObject('name', 'x'.repeat(LIMITS.textChars * 10))),
    },
    ...CROWDS_COUNT.map(count => ({
      name: `a crowd of ${count.toLocaleString('en-US')} values`,
      update: crowd(places.slice(0, 1), count),
    })),
    { name: 'a crowd of 20,000 values, on 1,000 objects', update: crowd(places, 20_000) },
  ];
  doc.destroy();
  const everything = forge([], [{ client: OWNER_CLIENT, clock: 0, length: next }]);
  const byViewer = { name: 'a viewer’s deletion of everything', update: everything, role: 'viewer' } as const;
  return { state, list: [...list.map(each => ({ ...each, role: 'editor' as const })), byViewer] };
}
