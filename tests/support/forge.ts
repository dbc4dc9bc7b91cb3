import * as encoding from 'lib0/encoding';
import type { StructId } from '../../relay/gate/struct.ts';

/** The content of a struct, as the wire numbers it: nothing, taken back values, a map, values, or a hole. */
export type Forged =
  | { readonly holds: 'gone'; readonly length: number }
  | { readonly holds: 'hole'; readonly length: number }
  | ({ readonly holds: 'deleted'; readonly length: number } & Stand)
  | ({ readonly holds: 'map' } & Stand)
  | ({ readonly holds: 'values'; readonly values: readonly unknown[] } & Stand);

/**
 * Behind `origin`, or else at the beginning of a key of `parent`: a root's name, or the struct that holds a
 * map.
 */
type Stand = { readonly origin: StructId } | { readonly parent: string | StructId; readonly key: string };

export interface ForgedClient {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly Forged[];
}

export interface ForgedDeletion {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

const KINDS = { gone: 0, deleted: 1, map: 7, values: 8, hole: 10 } as const;
const HAS_ORIGIN = 0x80;
const HAS_KEY = 0x20;

const id = (encoder: encoding.Encoder, { client, clock }: StructId): void => {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
};

function stand(encoder: encoding.Encoder, of: Stand): void {
  if ('origin' in of) {
    id(encoder, of.origin);
    return;
  }
  const isRoot = typeof of.parent === 'string';
  encoding.writeVarUint(encoder, isRoot ? 1 : 0);
  if (isRoot) encoding.writeVarString(encoder, of.parent as string);
  else id(encoder, of.parent as StructId);
  encoding.writeVarString(encoder, of.key);
}

function write(encoder: encoding.Encoder, struct: Forged): void {
  const kind = KINDS[struct.holds];
  if (struct.holds === 'gone' || struct.holds === 'hole') {
    encoding.writeUint8(encoder, kind);
    encoding.writeVarUint(encoder, struct.length);
    return;
  }
  encoding.writeUint8(encoder, kind | ('origin' in struct ? HAS_ORIGIN : HAS_KEY));
  stand(encoder, struct);
  if (struct.holds === 'deleted') encoding.writeVarUint(encoder, struct.length);
  else if (struct.holds === 'map') encoding.writeVarUint(encoder, 1);
  else {
    encoding.writeVarUint(encoder, struct.values.length);
    for (const value of struct.values) encoding.writeAny(encoder, value as never);
  }
}

/** An update (V1) as no app writes it. Deletions of one client follow each other. */
export const forge = (
  clients: readonly ForgedClient[],
  deletions: readonly ForgedDeletion[] = [],
): Uint8Array =>
  encoding.encode(encoder => {
    encoding.writeVarUint(encoder, clients.length);
    for (const { client, clock, structs } of clients) {
      encoding.writeVarUint(encoder, structs.length);
      id(encoder, { client, clock });
      for (const struct of structs) write(encoder, struct);
    }
    const by = new Map<number, ForgedDeletion[]>();
    for (const each of deletions) by.set(each.client, [...(by.get(each.client) ?? []), each]);
    encoding.writeVarUint(encoder, by.size);
    for (const [client, ranges] of by) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const { clock, length } of ranges) {
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarUint(encoder, length);
      }
    }
  });
