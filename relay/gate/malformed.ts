/** Bytes that Yjs would not read, or that no Yjs writes. */
export class MalformedUpdate extends Error {}
