import * as Y from 'yjs';
import type { ObjectView } from '../../shared/api/index.ts';
import { encodePlacement } from '../../shared/pose.ts';
import { readFormat, root } from '../../shared/session/index.ts';
import { readObject, readParticipant, readSettings } from '../../shared/session/read.ts';

/** Measuring a document encodes it: not more often than this. */
const MEASURED_FOR_MS = 5_000;

/** A room's document as people outside see it. Looking changes nothing and waits for nobody. */
export class DocumentView {
  readonly #doc: Y.Doc;
  #measured: { readonly bytes: number; readonly at: number } | undefined;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  get name(): string {
    return readSettings(root(this.#doc, 'settings')).name;
  }

  get objectsCount(): number {
    return root(this.#doc, 'objects').size;
  }

  get format(): number {
    return readFormat(this.#doc);
  }

  /** Of the document as one update. A few seconds old at most. */
  bytes(now = performance.now()): number {
    if (!this.#measured || now - this.#measured.at > MEASURED_FOR_MS) {
      this.#measured = { bytes: Y.encodeStateAsUpdate(this.#doc).length, at: now };
    }
    return this.#measured.bytes;
  }

  /** What somebody calls themselves in the document; empty where they have not said. */
  nameOf(user: string): string {
    return readParticipant(user, root(this.#doc, 'participants').get(user))?.name ?? '';
  }

  /** Objects in the order of their ids, after `after`. An object keeps its place in that order whatever others do meanwhile. */
  objects(
    after: string,
    limit: number,
  ): { readonly objects: readonly ObjectView[]; readonly next: string | undefined } {
    const map = root(this.#doc, 'objects');
    const ids = [...map.keys()].filter(id => id > after).sort();
    const page = ids.slice(0, limit);
    const objects = page.flatMap(id => viewOf(id, map.get(id)) ?? []);
    return { objects, next: ids.length > limit ? page.at(-1) : undefined };
  }
}

function viewOf(id: string, value: unknown): ObjectView | undefined {
  const object = readObject(id, value);
  if (!object) return undefined;
  const { placement, ...fields } = object;
  return { ...fields, placement: encodePlacement(placement) as ObjectView['placement'] };
}
