import type { Content } from './update-content.ts';

/** A Yjs id: the client that added it, and its clock then. */
export interface StructId {
  readonly client: number;
  readonly clock: number;
}

/**
 * One struct as it is written. An item with a neighbour says no more of where it stands: it stands where that
 * stands.
 */
export interface ReadStruct extends StructId {
  readonly length: number;
  readonly content: Content;
  /** Its left neighbour when it was added. */
  readonly origin: StructId | undefined;
  readonly rightOrigin: StructId | undefined;
  /** The name of a root, or the struct that holds the map it stands in. */
  readonly parent: string | StructId | undefined;
  readonly key: string | undefined;
}
