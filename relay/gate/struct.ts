import type { Content } from './update-content.ts';

/** A Yjs id: a client, and its clock when it made the struct. */
export interface StructId {
  readonly client: number;
  readonly clock: number;
}

/**
 * One struct as it is written. An item with a neighbour says nothing more of its path: it is the neighbour's.
 */
export interface ReadStruct extends StructId {
  readonly length: number;
  readonly content: Content;
  /** Its left neighbour when it was made. */
  readonly origin: StructId | undefined;
  readonly rightOrigin: StructId | undefined;
  /** The name of a root, or the struct that holds the map it stands in. */
  readonly parent: string | StructId | undefined;
  readonly key: string | undefined;
}
