import * as Y from 'yjs';
import type { GateCode, Refused } from '../../shared/relay-messages.ts';
import {
  type Denial,
  denial,
  entryFlaw,
  type Flaw,
  FORMAT,
  keyFlaw,
  mayName,
  type RootName,
  readFormat,
  valueFlaw,
  type Writer,
} from '../../shared/session/index.ts';
import { cutText } from '../../shared/text.ts';
import type { UpdateAttribution } from './attribution.ts';
import { findOverflow } from './capacity.ts';
import { findTooManyConflicts } from './conflicts.ts';
import { mayClaimCreator } from './creators.ts';
import { chainsOf, hasKeys, type KeyMap, liveValue, type Path, typeOf } from './paths.ts';
import type { GateState, UpdateSource } from './state.ts';
import type { ReadStruct } from './struct.ts';
import { type WinningItem, winningItem } from './winning-item.ts';

/** Places that a refusal names. */
export const PATHS_MAX = 100;
/** And of a name in one of them, which may be anything. */
const PATH_CHARS = 80;
/** Without these an entry is nothing, or nobody's. They go with it, and are replaced. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  objects: ['kind', 'placement', 'by'],
  frames: ['points', 'by'],
};
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

/** Everything that is known of an update when the rules are tried. */
export interface RuleInput {
  readonly state: GateState;
  readonly writer: Writer;
  readonly attribution: UpdateAttribution;
  readonly manner: UpdateSource;
}

/** Where something is written or deleted, whoever may; what is found of an entry holds for all its keys. */
interface Standing {
  readonly root: RootName;
  readonly entry: string;
  readonly denied: Denial | undefined;
  readonly flaw: Flaw | undefined;
}

/**
 * Tries what an update would do against every rule, the cheap ones first, and gathers the places that break
 * the first one broken. It looks no further than it has to.
 */
export class RuleCheck {
  readonly #state: GateState;
  readonly #writer: Writer;
  readonly #attribution: UpdateAttribution;
  readonly #manner: UpdateSource;
  readonly #paths = new Set<Path>();
  #standing: Standing | undefined;
  /** The kind that was asked for last: keys of one object follow each other. */
  #kind: { readonly of: KeyMap; readonly kind: string | undefined } | undefined;
  #code: GateCode | undefined;
  #rule = '';

  constructor({ state, writer, attribution, manner }: RuleInput) {
    this.#state = state;
    this.#writer = writer;
    this.#attribution = attribution;
    this.#manner = manner;
  }

  /** Why the update is refused; undefined where no rule stands against it. */
  refusal(): Refused | undefined {
    const checks = [
      this.#checkPlaces,
      this.#checkOrder,
      this.#checkContents,
      this.#checkErasures,
      this.#checkRoom,
    ];
    for (const check of checks) {
      check.call(this);
      if (this.#code) return { code: this.#code, rule: this.#rule, paths: [...this.#paths].map(pathOf) };
    }
    return undefined;
  }

  /** It names no more places. */
  get #isFull(): boolean {
    return this.#paths.size >= PATHS_MAX;
  }

  #refuse(code: GateCode, rule: string, place: Path): void {
    if (!this.#code) {
      this.#code = code;
      this.#rule = rule;
    }
    if (this.#code === code && !this.#isFull) this.#paths.add(place);
  }

  #flawed(flaw: Flaw | undefined, place: Path): void {
    if (flaw) this.#refuse(...FLAWS[flaw], place);
  }

  /** Who may write there. */
  #checkPlaces(): void {
    const { written, erasures } = this.#attribution;
    for (const place of written) this.#checkPlace(place);
    for (const { place } of erasures) this.#checkPlace(place);
  }

  #checkPlace(place: Path): void {
    if (this.#isFull) return;
    const { root, entry } = place;
    const last = this.#standing;
    const standing = last?.entry === entry && last.root === root ? last : this.#standingOf(place);
    const { denied, flaw } = standing;
    if (denied) this.#refuse(`gate/${denied}`, DENIALS[denied], place);
    this.#flawed(flaw, place);
    this.#standing = standing;
  }

  /** As in the table of roles: an object is whoever's who locked it, a participant's record the person's. */
  #standingOf({ root, entry, map, tail }: Path): Standing {
    const object = root === 'objects' ? (map ? map.of.tail : tail) : undefined;
    const owner = root === 'participants' ? entry : lockOf(object);
    return { root, entry, denied: denial(this.#writer, root, owner), flaw: entryFlaw(root, entry) };
  }

  /** What stands there then. */
  #checkContents(): void {
    for (const place of this.#attribution.written) {
      if (this.#isFull) return;
      if (place.key !== undefined) this.#flawed(keyFlaw(place.root, place.key), place);
      for (const struct of place.writes ?? []) this.#checkContent(place, struct);
      if (place.key === 'kind') this.#checkKind(place);
    }
  }

  #checkContent(place: Path, struct: ReadStruct): void {
    const { content } = struct;
    switch (content.type) {
      case 'gone':
      case 'deleted':
        return;
      case 'map':
        if (!hasKeys(place.root) || place.key !== undefined) this.#flawed('invalid', place);
        return;
      case 'values':
        // Former values of one key that undo keeps are joined into one struct; each of them was a value of
        // that key. Yjs joins nothing that lives: of a run that does, replicas would not agree what of it was
        // overwritten.
        if (content.length > 1 && !this.#attribution.erased.has(struct)) this.#flawed('invalid', place);
        else for (const value of content.values) this.#checkValue(place, value);
        return;
      case 'other':
        this.#flawed('unknown', place);
    }
  }

  #checkValue(place: Path, value: unknown): void {
    const { root, entry, key, map } = place;
    this.#flawed(valueFlaw({ root, entry, key, kind: map && this.#kindIn(map) }, value), place);
    if (key === 'locked' && !mayName(this.#writer, value)) {
      this.#refuse('gate/not-yours', 'an object is locked for oneself', place);
    }
    if (key === 'by' && !mayClaimCreator(this.#state, this.#writer, place, value)) {
      this.#refuse('gate/not-yours', 'an object’s maker is who made it', place);
    }
    if (root === 'meta' && readFormat(this.#state.doc) > FORMAT) this.#flawed('unknown', place);
  }

  /** What an object of another kind may not hold does not stay in one that changes its kind. */
  #checkKind({ root, entry, map, tail }: Path): void {
    const kind = map && this.#kindIn(map);
    if (kind === undefined || kind === liveValue(tail)) return;
    for (const [key, item] of map?.chains ?? []) {
      if (item.deleted || map?.keys.get(key)?.writes) continue;
      const place: Path = { root, entry, key, map, tail: item, writes: undefined };
      this.#flawed(valueFlaw({ root, entry, key, kind }, liveValue(item)), place);
    }
  }

  /** The kind of the object that this is, or will be. */
  #kindIn(map: KeyMap): string | undefined {
    if (this.#kind?.of !== map) this.#kind = { of: map, kind: this.#readKind(map) };
    return this.#kind.kind;
  }

  #readKind({ keys, chains }: KeyMap): string | undefined {
    const place = keys.get('kind');
    const ending = place ? this.#endingOf(place) : chains?.get('kind');
    const kind = ending && ('left' in ending ? liveValue(ending) : lastValue(ending));
    return typeof kind === 'string' ? kind : undefined;
  }

  #endingOf(place: Path): WinningItem {
    return winningItem(this.#state.doc, this.#attribution, place);
  }

  /** What is needed is still there afterwards. */
  #checkErasures(): void {
    const { erasures, written } = this.#attribution;
    const taken = new Set<unknown>(erasures.map(({ item }) => item));
    const check = (place: Path): void => {
      const isKept = place.tail && !place.tail.deleted && isNeeded(place, taken);
      if (isKept && !this.#lives(this.#endingOf(place), taken))
        this.#refuse('gate/invalid', 'this is replaced, not taken away', place);
    };
    for (const { place } of erasures) {
      if (this.#isFull) return;
      check(place);
    }
    for (const place of written) if (!this.#isFull) check(place);
  }

  #lives(ending: WinningItem, taken: ReadonlySet<unknown>): boolean {
    if (!ending) return false;
    if ('left' in ending) return !ending.deleted && !taken.has(ending);
    return ending.content.type === 'values' && !this.#attribution.erased.has(ending);
  }

  /** How much there may be of everything. */
  #checkRoom(): void {
    const overflow = findOverflow(this.#state, this.#attribution);
    if (overflow) this.#refuse(overflow.code, overflow.rule, overflow.place);
  }

  /** Whether Yjs can put it in order in reasonable time. */
  #checkOrder(): void {
    const place =
      this.#manner === 'import' ? undefined : findTooManyConflicts(this.#state.doc, this.#attribution);
    if (place)
      this.#refuse('gate/too-many-conflicts', 'more edits of one key than knew of each other', place);
  }
}

/**
 * Whether something has to be there, as long as the entry that it belongs to is. `taken`: what an update
 * deletes of the document.
 */
function isNeeded({ root, key, map }: Path, taken: ReadonlySet<unknown>): boolean {
  if (root === 'meta') return true;
  if (key === undefined || !NEEDED[root]?.includes(key)) return false;
  const holder = map?.container;
  return !taken.has(holder) && !(holder instanceof Y.Item && holder.deleted);
}

const lastValue = ({ content }: ReadStruct): unknown =>
  content.type === 'values' ? content.values.at(-1) : undefined;

function lockOf(object: Y.Item | undefined): string | undefined {
  const type = object && !object.deleted ? typeOf(object) : undefined;
  const lock = liveValue(type && chainsOf(type).get('locked'));
  return typeof lock === 'string' ? lock : undefined;
}

const pathOf = ({ root: name, entry, key }: Path): Refused['paths'][number] => ({
  root: name,
  id: cutText(entry, PATH_CHARS),
  ...(key === undefined ? {} : { key: cutText(key, PATH_CHARS) }),
});
