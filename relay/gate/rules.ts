import * as Y from 'yjs';
import type { GateCode, RefusedUpdate } from '../../shared/relay-messages.ts';
import {
  type Denial,
  denial,
  entryProblem,
  FORMAT,
  keyProblem,
  mayName,
  type RootName,
  readFormat,
  type ValueProblem,
  valueProblem,
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

/** The paths that a refusal names at most. */
export const PATHS_MAX = 100;
/** Characters of a name in one of them, which may be anything. */
const PATH_CHARS = 80;
/** Keys without which an entry is nothing, or nobody's. They are deleted with it, and otherwise replaced. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  objects: ['kind', 'placement', 'by'],
  frames: ['points', 'by'],
};
const FLAWS: Readonly<Record<ValueProblem, readonly [GateCode, string]>> = {
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

/** The input that the rules are tried on. */
export interface RuleInput {
  readonly state: GateState;
  readonly writer: Writer;
  readonly attribution: UpdateAttribution;
  readonly source: UpdateSource;
}

/** The findings on a write to an entry; they hold for all keys of the entry. */
interface EntryCheck {
  readonly root: RootName;
  readonly entry: string;
  readonly denied: Denial | undefined;
  readonly flaw: ValueProblem | undefined;
}

/**
 * Tries every rule on an update, the cheap ones first, and gathers the paths that break the first one broken.
 * Looks no further than it has to.
 */
export class RuleCheck {
  readonly #state: GateState;
  readonly #writer: Writer;
  readonly #attribution: UpdateAttribution;
  readonly #source: UpdateSource;
  readonly #paths = new Set<Path>();
  #entryCheck: EntryCheck | undefined;
  /** The kind that was read last: keys of one object follow each other. */
  #kind: { readonly of: KeyMap; readonly kind: string | undefined } | undefined;
  #code: GateCode | undefined;
  #rule = '';

  constructor({ state, writer, attribution, source }: RuleInput) {
    this.#state = state;
    this.#writer = writer;
    this.#attribution = attribution;
    this.#source = source;
  }

  /** Returns the refusal; undefined where the update breaks no rule. */
  refusal(): RefusedUpdate | undefined {
    const checks = [
      this.#checkRights,
      this.#checkOrder,
      this.#checkContents,
      this.#checkRequired,
      this.#checkCapacity,
    ];
    for (const check of checks) {
      check.call(this);
      if (this.#code) return { code: this.#code, rule: this.#rule, paths: [...this.#paths].map(pathOf) };
    }
    return undefined;
  }

  /** Whether it names no more paths. */
  get #isFull(): boolean {
    return this.#paths.size >= PATHS_MAX;
  }

  #refuse(code: GateCode, rule: string, path: Path): void {
    if (!this.#code) {
      this.#code = code;
      this.#rule = rule;
    }
    if (this.#code === code && !this.#isFull) this.#paths.add(path);
  }

  #flawed(flaw: ValueProblem | undefined, path: Path): void {
    if (flaw) this.#refuse(...FLAWS[flaw], path);
  }

  /** Refuses paths that the writer may not write to. */
  #checkRights(): void {
    const { written, erasures } = this.#attribution;
    for (const path of written) this.#checkRight(path);
    for (const { path } of erasures) this.#checkRight(path);
  }

  #checkRight(path: Path): void {
    if (this.#isFull) return;
    const { root, entry } = path;
    const last = this.#entryCheck;
    const checked = last?.entry === entry && last.root === root ? last : this.#entryCheckOf(path);
    const { denied, flaw } = checked;
    if (denied) this.#refuse(`gate/${denied}`, DENIALS[denied], path);
    this.#flawed(flaw, path);
    this.#entryCheck = checked;
  }

  /**
   * Applies the table of roles: a locked object belongs to whoever locked it, a participant's record to the
   * person.
   */
  #entryCheckOf({ root, entry, map, tail }: Path): EntryCheck {
    const object = root === 'objects' ? (map ? map.of.tail : tail) : undefined;
    const owner = root === 'participants' ? entry : lockOf(object);
    return { root, entry, denied: denial(this.#writer, root, owner), flaw: entryProblem(root, entry) };
  }

  /** Refuses values that cannot stand where they are written. */
  #checkContents(): void {
    for (const path of this.#attribution.written) {
      if (this.#isFull) return;
      if (path.key !== undefined) this.#flawed(keyProblem(path.root, path.key), path);
      for (const struct of path.writes ?? []) this.#checkContent(path, struct);
      if (path.key === 'kind') this.#checkKind(path);
    }
  }

  #checkContent(path: Path, struct: ReadStruct): void {
    const { content } = struct;
    switch (content.type) {
      case 'gone':
      case 'deleted':
        return;
      case 'map':
        if (!hasKeys(path.root) || path.key !== undefined) this.#flawed('invalid', path);
        return;
      case 'values':
        // Former values of one key that undo keeps are joined into one struct; each of them was a value of
        // that key. Yjs joins nothing that lives: of a run that does, replicas would not agree what of it was
        // overwritten.
        if (content.length > 1 && !this.#attribution.erased.has(struct)) this.#flawed('invalid', path);
        else for (const value of content.values) this.#checkValue(path, value);
        return;
      case 'other':
        this.#flawed('unknown', path);
    }
  }

  #checkValue(path: Path, value: unknown): void {
    const { root, entry, key, map } = path;
    this.#flawed(valueProblem({ root, entry, key, kind: map && this.#kindIn(map) }, value), path);
    if (key === 'locked' && !mayName(this.#writer, value)) {
      this.#refuse('gate/not-yours', 'an object is locked for oneself', path);
    }
    if (key === 'by' && !mayClaimCreator(this.#state, this.#writer, path, value)) {
      this.#refuse('gate/not-yours', 'an object’s maker is who made it', path);
    }
    if (root === 'meta' && readFormat(this.#state.doc) > FORMAT) this.#flawed('unknown', path);
  }

  /** Refuses a change of kind that would leave values behind which an object of the new kind may not hold. */
  #checkKind({ root, entry, map, tail }: Path): void {
    const kind = map && this.#kindIn(map);
    if (kind === undefined || kind === liveValue(tail)) return;
    for (const [key, item] of map?.chains ?? []) {
      if (item.deleted || map?.keys.get(key)?.writes) continue;
      const path: Path = { root, entry, key, map, tail: item, writes: undefined };
      this.#flawed(valueProblem({ root, entry, key, kind }, liveValue(item)), path);
    }
  }

  /** Returns the kind that the object has, or will have. */
  #kindIn(map: KeyMap): string | undefined {
    if (this.#kind?.of !== map) this.#kind = { of: map, kind: this.#readKind(map) };
    return this.#kind.kind;
  }

  #readKind({ keys, chains }: KeyMap): string | undefined {
    const path = keys.get('kind');
    const winner = path ? this.#winnerOf(path) : chains?.get('kind');
    const kind = winner && ('left' in winner ? liveValue(winner) : lastValue(winner));
    return typeof kind === 'string' ? kind : undefined;
  }

  #winnerOf(path: Path): WinningItem {
    return winningItem(this.#state.doc, this.#attribution, path);
  }

  /** Refuses the loss of what an entry needs. */
  #checkRequired(): void {
    const { erasures, written } = this.#attribution;
    const taken = new Set<unknown>(erasures.map(({ item }) => item));
    const check = (path: Path): void => {
      const isKept = path.tail && !path.tail.deleted && isRequired(path, taken);
      if (isKept && !this.#lives(this.#winnerOf(path), taken))
        this.#refuse('gate/invalid', 'this is replaced, not taken away', path);
    };
    for (const { path } of erasures) {
      if (this.#isFull) return;
      check(path);
    }
    for (const path of written) if (!this.#isFull) check(path);
  }

  #lives(winner: WinningItem, taken: ReadonlySet<unknown>): boolean {
    if (!winner) return false;
    if ('left' in winner) return !winner.deleted && !taken.has(winner);
    return winner.content.type === 'values' && !this.#attribution.erased.has(winner);
  }

  /** Refuses more entries, keys or bytes than a session takes. */
  #checkCapacity(): void {
    const overflow = findOverflow(this.#state, this.#attribution);
    if (overflow) this.#refuse(overflow.code, overflow.rule, overflow.path);
  }

  /** Refuses what Yjs cannot put in order in reasonable time. */
  #checkOrder(): void {
    const path =
      this.#source === 'import' ? undefined : findTooManyConflicts(this.#state.doc, this.#attribution);
    if (path) this.#refuse('gate/too-many-conflicts', 'more edits of one key than knew of each other', path);
  }
}

/**
 * Whether a value has to be there as long as its entry is. `taken`: what an update deletes of the document.
 */
function isRequired({ root, key, map }: Path, taken: ReadonlySet<unknown>): boolean {
  if (root === 'meta') return true;
  if (key === undefined || !REQUIRED[root]?.includes(key)) return false;
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

const pathOf = ({ root: name, entry, key }: Path): RefusedUpdate['paths'][number] => ({
  root: name,
  id: cutText(entry, PATH_CHARS),
  ...(key === undefined ? {} : { key: cutText(key, PATH_CHARS) }),
});
