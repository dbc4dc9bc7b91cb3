import * as Y from 'yjs';
import type { GateCode, Refused } from '../../shared/conversation.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  denial,
  entryFlaw,
  type Flaw,
  FORMAT,
  mayName,
  type Role,
  readFormat,
  root,
  valueFlaw,
  type Writer,
} from '../../shared/session/index.ts';
import type { Attribution, Write } from './attribution.ts';
import { findCrowd } from './conflicts.ts';
import { type Container, chainsOf, hasKeys, type Place, typeOf } from './places.ts';

/** Whose a Yjs client id is. `role`: theirs when they first used it. */
export interface Owner {
  readonly user: string;
  readonly role: Role;
}

/** What the gate knows of a session. */
export interface GateState {
  readonly doc: Y.Doc;
  readonly ownerOf: (client: number) => Owner | undefined;
  /** Bytes of the whole document as one update, or somewhat more. */
  readonly bytes: () => number;
}

/** Places that a refusal names. */
const PATHS_MAX = 100;
/** Without these an entry is nothing, or nobody's. They go with it, and are replaced. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  objects: ['kind', 'placement', 'by'],
  frames: ['points', 'by'],
};
/** How far back the first maker of an object is looked for. */
const MAKERS_MAX = 1_000;

const LIMIT_OF = {
  objects: LIMITS.objectsPerSessionCount,
  frames: LIMITS.framesPerSessionCount,
} as const;

const FLAWS: Readonly<Record<Flaw, readonly [GateCode, string]>> = {
  unknown: ['gate/unknown', 'the relay does not know this place of a session'],
  invalid: ['gate/invalid', 'a value that cannot stand there'],
};

const DENIALS = {
  role: 'a viewer changes nothing',
  'editing-off': 'the host has turned editing off',
  settings: 'settings are the host’s',
  'not-yours': 'a participant’s record is that person’s',
  locked: 'a locked object is changed by whoever locked it and by the host',
} as const;

/** Tries what an update would do against every rule, and gathers the places that break the first one broken. */
export class Rules {
  readonly #state: GateState;
  readonly #writer: Writer;
  readonly #attribution: Attribution;
  readonly #locks = new Map<string, string | undefined>();
  readonly #kinds = new Map<Container, string>();
  readonly #replaced = new Set<Place>();
  readonly #paths = new Set<Place>();
  #code: GateCode | undefined;
  #rule = '';

  constructor(state: GateState, writer: Writer, attribution: Attribution) {
    this.#state = state;
    this.#writer = writer;
    this.#attribution = attribution;
  }

  /** Why the update is refused; undefined where no rule stands against it. */
  refusal(): Refused | undefined {
    const { writes, erasures } = this.#attribution;
    for (const { place, struct } of writes) {
      const value = lastValue(struct);
      if (place.container && place.key === 'kind' && typeof value === 'string')
        this.#kinds.set(place.container, value);
      if (struct.content.type === 'values' || struct.content.type === 'map') this.#replaced.add(place);
    }
    for (const { place } of writes) this.#checkPlace(place);
    for (const { place } of erasures) this.#checkPlace(place);
    for (const write of writes) this.#checkContent(write);
    this.#checkErasures();
    this.#checkRoom();
    if (!this.#code) this.#checkOrder();
    if (!this.#code) return undefined;
    return { code: this.#code, rule: this.#rule, paths: [...this.#paths].map(pathOf) };
  }

  #refuse(code: GateCode, rule: string, place: Place): void {
    if (!this.#code) {
      this.#code = code;
      this.#rule = rule;
    }
    if (this.#code === code && this.#paths.size < PATHS_MAX) this.#paths.add(place);
  }

  #flawed(flaw: Flaw | undefined, place: Place): void {
    if (flaw) this.#refuse(...FLAWS[flaw], place);
  }

  #checkPlace(place: Place): void {
    const denied = denial(this.#writer, place.root, this.#ownerOf(place));
    if (denied) this.#refuse(`gate/${denied}`, DENIALS[denied], place);
    this.#flawed(entryFlaw(place.root, place.entry), place);
  }

  /** As in the table of roles: of an object whoever locked it, of a participant the person. */
  #ownerOf({ root: name, entry }: Place): string | undefined {
    if (name === 'participants') return entry;
    if (name !== 'objects') return undefined;
    if (!this.#locks.has(entry)) this.#locks.set(entry, lockOf(this.#state.doc, entry));
    return this.#locks.get(entry);
  }

  #checkContent({ place, struct }: Write): void {
    const { content } = struct;
    switch (content.type) {
      case 'gone':
      case 'deleted':
        return;
      case 'map':
        if (!hasKeys(place.root) || place.key !== undefined) this.#flawed('invalid', place);
        return;
      case 'values':
        // Former values of one key that undo keeps are joined into one struct; each of them was a value of that key.
        for (const value of content.values) this.#checkValue(place, value);
        return;
      case 'other':
        this.#flawed('unknown', place);
    }
  }

  #checkValue(place: Place, value: unknown): void {
    this.#flawed(valueFlaw({ ...place, kind: this.#kindOf(place.container) }, value), place);
    if (place.key === 'locked' && !mayName(this.#writer, value)) {
      this.#refuse('gate/not-yours', 'an object is locked for oneself', place);
    }
    if (place.key === 'by' && !this.#isMaker(place, value)) {
      this.#refuse('gate/not-yours', 'an object’s maker is who made it', place);
    }
    if (place.root === 'meta' && readFormat(this.#state.doc) > FORMAT) this.#flawed('unknown', place);
  }

  #kindOf(container: Container | undefined): string | undefined {
    if (!container) return undefined;
    const fresh = this.#kinds.get(container);
    if (fresh !== undefined || !(container instanceof Y.Item)) return fresh;
    const type = typeOf(container);
    const kind = liveValue(type && chainsOf(type).get('kind'));
    return typeof kind === 'string' ? kind : undefined;
  }

  /**
   * Whether `value` may stand as who made this. An object that is there keeps its maker. One that is made again keeps its first maker, as
   * undo brings objects back with their maker's name; of what the host brought in, the relay cannot tell who that was.
   */
  #isMaker({ root: name, entry, tail }: Place, value: unknown): boolean {
    if (tail) return this.#writer.role === 'host' || liveValue(tail) === value;
    if (mayName(this.#writer, value)) return true;
    let first = chainsOf(root(this.#state.doc, name)).get(entry);
    for (let steps = 0; first?.left && steps < MAKERS_MAX; steps++) first = first.left;
    const owner = first && this.#state.ownerOf(first.id.client);
    return owner !== undefined && (owner.user === value || owner.role === 'host');
  }

  #checkErasures(): void {
    const { erasures } = this.#attribution;
    const erased = new Set<unknown>(erasures.map(({ item }) => item));
    for (const { place } of erasures) {
      if (this.#replaced.has(place)) continue;
      const { container, key } = place;
      const goes = erased.has(container) || (container instanceof Y.Item && container.deleted);
      const isNeeded = key !== undefined && NEEDED[place.root]?.includes(key) && !goes;
      if (isNeeded || place.root === 'meta')
        this.#refuse('gate/invalid', 'this is replaced, not taken away', place);
    }
  }

  /** How much there may be of everything. */
  #checkRoom(): void {
    const { writes, erased } = this.#attribution;
    const added = new Map<unknown, Set<Place>>();
    let grows: Place | undefined;
    for (const { place, struct } of writes) {
      if (struct.content.type === 'deleted' || erased.has(struct)) continue;
      grows ??= place;
      const isNew = place.key === undefined ? !place.tail || place.tail.deleted : !place.tail;
      const within = place.container ?? place.root;
      if (isNew) added.set(within, (added.get(within) ?? new Set()).add(place));
    }
    for (const [within, places] of added) this.#checkCount(within, places);
    const bytes = grows ? this.#state.bytes() : 0;
    if (grows && bytes > LIMITS.documentMaxBytes) {
      this.#refuse('gate/too-large', `a session takes ${LIMITS.documentMaxBytes} bytes`, grows);
    }
  }

  #checkCount(within: unknown, places: ReadonlySet<Place>): void {
    const [place] = places;
    if (!place) return;
    const { root: name, key, container } = place;
    if (within === name) {
      const max = name === 'objects' || name === 'frames' ? LIMIT_OF[name] : undefined;
      if (max === undefined || this.#liveAfter(name, places.size, max) <= max) return;
      this.#refuse('gate/full', `a session takes ${max} ${name}`, place);
    } else if (key !== undefined && container) {
      const type = container instanceof Y.Item ? typeOf(container) : undefined;
      const max = LIMITS.keysPerObjectCount;
      if ((type ? chainsOf(type).size : 0) + places.size > max) {
        this.#refuse('gate/invalid', `an object takes ${max} keys`, place);
      }
    }
  }

  /** Entries of a root after the update; exact only where they may be more than `max`. */
  #liveAfter(name: 'objects' | 'frames' | Place['root'], added: number, max: number): number {
    const chains = chainsOf(root(this.#state.doc, name));
    if (chains.size + added <= max) return chains.size + added;
    let live = added;
    for (const item of chains.values()) if (!item.deleted) live += 1;
    for (const { place } of this.#attribution.erasures) {
      if (place.root === name && place.key === undefined && !this.#replaced.has(place)) live -= 1;
    }
    return live;
  }

  #checkOrder(): void {
    const place = findCrowd(this.#state.doc, this.#attribution);
    if (place)
      this.#refuse('gate/too-many-conflicts', 'more edits of one key than knew of each other', place);
  }
}

/** The live value at the end of a chain. */
const liveValue = (tail: Y.Item | undefined): unknown =>
  tail && !tail.deleted ? tail.content.getContent().at(-1) : undefined;

const lastValue = ({ content }: Write['struct']): unknown =>
  content.type === 'values' ? content.values.at(-1) : undefined;

function lockOf(doc: Y.Doc, entry: string): string | undefined {
  const item = chainsOf(root(doc, 'objects')).get(entry);
  const type = item && !item.deleted ? typeOf(item) : undefined;
  const lock = liveValue(type && chainsOf(type).get('locked'));
  return typeof lock === 'string' ? lock : undefined;
}

const pathOf = ({ root: name, entry, key }: Place): Refused['paths'][number] => ({
  root: name,
  id: entry.slice(0, 80),
  ...(key === undefined ? {} : { key: key.slice(0, 80) }),
});
