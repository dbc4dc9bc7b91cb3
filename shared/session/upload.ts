import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Reach = Map<number, number>;
type Struct = Y.Item | Y.GC;

/**
 * Yields what `doc` holds beyond the state vector `known`, as updates (V1) of at most about `maxBytes` each.
 * In this order each builds on those before it, so that whoever has `known` never waits for a missing part. A
 * part says what of it is deleted; the last one, which is returned, brings all that the document holds as
 * deleted. The document may go on changing between two parts; what is new then comes with a later one.
 */
export function* partsOf(
  doc: Y.Doc,
  known: ReadonlyMap<number, number>,
  maxBytes: number,
): Generator<Uint8Array, Uint8Array> {
  const reach: Reach = new Map(known);
  for (let part = nextPart(doc, reach, maxBytes); part; part = nextPart(doc, reach, maxBytes)) yield part;
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc));
}

/** Takes as many structs as fit, and moves `reach` behind them. */
function nextPart({ store }: Y.Doc, reach: Reach, maxBytes: number): Uint8Array | undefined {
  const from: Reach = new Map();
  const scale = new Y.UpdateEncoderV1();
  const waiting = [...store.clients.keys()];
  for (let client = waiting.at(-1); client !== undefined; client = waiting.at(-1)) {
    const clock = reach.get(client) ?? 0;
    const struct = structAt(store, client, clock);
    const missing = struct && missingFor(struct, reach);
    if (missing !== undefined) waiting.push(missing);
    else if (struct) {
      struct.write(scale, clock - struct.id.clock);
      if (!from.has(client)) from.set(client, clock);
      reach.set(client, struct.id.clock + struct.length);
      if (encoding.length(scale.restEncoder) >= maxBytes) break;
    } else waiting.pop();
  }
  return from.size > 0 ? encode(store, from, reach) : undefined;
}

type Store = Y.Doc['store'];

function structAt({ clients }: Store, client: number, clock: number): Struct | undefined {
  const structs = clients.get(client) ?? [];
  const last = structs.at(-1);
  return last && clock < last.id.clock + last.length ? structs[Y.findIndexSS(structs, clock)] : undefined;
}

/** The client of something that has to come before this struct and has not. */
function missingFor(struct: Struct, reach: Reach): number | undefined {
  if (!(struct instanceof Y.Item)) return undefined;
  const { origin, rightOrigin, parent } = struct;
  const above = parent instanceof Y.AbstractType ? parent._item?.id : undefined;
  const needed = [origin, rightOrigin, above].find(
    id => id && id.client !== struct.id.client && id.clock >= (reach.get(id.client) ?? 0),
  );
  return needed?.client;
}

/** An update of the structs between two state vectors, and of what of them is deleted. */
function encode(store: Store, from: Reach, to: Reach): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const rest = encoder.restEncoder;
  const deleted: [client: number, ranges: Range[]][] = [];
  encoding.writeVarUint(rest, from.size);
  for (const [client, start] of from) {
    const structs = store.clients.get(client) ?? [];
    const first = Y.findIndexSS(structs, start);
    const last = Y.findIndexSS(structs, (to.get(client) ?? 0) - 1);
    encoding.writeVarUint(rest, last - first + 1);
    encoder.writeClient(client);
    encoding.writeVarUint(rest, start);
    const chosen = structs.slice(first, last + 1);
    for (const [index, struct] of chosen.entries()) {
      struct.write(encoder, index === 0 ? start - struct.id.clock : 0);
    }
    const ranges = deletedOf(chosen, start);
    if (ranges.length > 0) deleted.push([client, ranges]);
  }
  encoding.writeVarUint(rest, deleted.length);
  for (const [client, ranges] of deleted) {
    encoding.writeVarUint(rest, client);
    encoding.writeVarUint(rest, ranges.length);
    for (const { from: clock, to: end } of ranges) {
      encoding.writeVarUint(rest, clock);
      encoding.writeVarUint(rest, end - clock);
    }
  }
  return encoder.toUint8Array();
}

interface Range {
  readonly from: number;
  to: number;
}

/** The clocks from `start` on at which these structs hold nothing any more, merged. */
function deletedOf(structs: readonly Struct[], start: number): Range[] {
  const ranges: Range[] = [];
  for (const { id, length, deleted } of structs) {
    if (!deleted) continue;
    const from = Math.max(start, id.clock);
    const last = ranges.at(-1);
    if (last?.to === from) last.to = id.clock + length;
    else ranges.push({ from, to: id.clock + length });
  }
  return ranges;
}
