import * as Y from 'yjs';
import { fail, ok, type Result } from '../errors.ts';
import type { Frame } from '../frame.ts';
import type { ObjectId, UserId } from '../ids.ts';
import type { Placement, Pose } from '../pose.ts';
import { Adoption } from './adopt.ts';
import type { Change, Participant, SessionObject, SessionSettings } from './changes.ts';
import { type Edit, writeEdit } from './edits.ts';
import { framePlacement, Hierarchy } from './hierarchy.ts';
import { History } from './history.ts';
import type { Author, Intent } from './intents.ts';
import { plainIntent } from './plain.ts';
import { readFrame, readObject, readParticipant, readSettings } from './read.ts';
import { denial, type Role } from './roles.ts';
import { root } from './schema.ts';
import { formatState, readFormat } from './upgrade.ts';
import { check, withoutLostMoves, write } from './write.ts';

/** The keys of what only moved with its parent. */
const MOVED: ReadonlySet<string> = new Set(['placement']);

export type ChangeListener = (changes: readonly Change[]) => void;

/**
 * One session's document: intents in, changes out. It keeps a readable mirror of the Y.Doc; local and remote
 * edits reach listeners in the same way, once per transaction. Disk and link attach to `doc`, see `ORIGINS`.
 * The owner calls `destroy`.
 */
export class SessionDocument {
  readonly history: History;
  /** This person's role, as the relay last sent it. Intents that it forbids are refused. */
  role: Role = 'host';
  /** False where the host has turned editing off for everybody else. */
  editing = true;

  #doc: Y.Doc;
  readonly #objects = new Map<ObjectId, SessionObject>();
  #frames: ReadonlyMap<ObjectId, Frame> = new Map();
  readonly #children = new Map<string, Set<ObjectId>>();
  readonly #listeners = new Set<ChangeListener>();

  constructor(doc: Y.Doc = new Y.Doc()) {
    this.#doc = doc;
    this.history = new History(doc);
    this.#observe();
    this.#frames = this.#readFrames();
    const ids = [...root(doc, 'objects').keys()] as ObjectId[];
    for (const id of ids) this.#read(id, true);
    const tree = new Hierarchy(this.#placementOf);
    for (const id of ids) this.#settle(id, tree);
  }

  /** The Yjs document behind it; another one after `swap`. */
  get doc(): Y.Doc {
    return this.#doc;
  }

  /** Every readable object by id. Live: the map changes, its values do not. */
  get objects(): ReadonlyMap<ObjectId, SessionObject> {
    return this.#objects;
  }

  /** Every readable frame by id; another map after each change. */
  get frames(): ReadonlyMap<ObjectId, Frame> {
    return this.#frames;
  }

  get settings(): SessionSettings {
    return readSettings(root(this.doc, 'settings'));
  }

  get participants(): readonly Participant[] {
    return [...root(this.doc, 'participants').entries()]
      .map(([id, value]) => readParticipant(id, value))
      .filter(each => each !== undefined);
  }

  participant(id: UserId): Participant | undefined {
    return readParticipant(id, root(this.doc, 'participants').get(id));
  }

  /**
   * Writes `intents` in one transaction, or nothing and says why. Moves of objects that are not there
   * (somebody else has deleted them) are left out: they must not keep the rest of a gesture from being
   * written.
   */
  apply(author: Author, intents: readonly Intent[]): Result<void> {
    if (intents.length === 0) return ok(undefined);
    if (formatState(this.doc).state === 'newer') return fail('document/newer-format');
    const { role, editing } = this;
    const context = {
      doc: this.doc,
      objects: this.#objects,
      frames: this.#frames,
      childrenOf: this.#childrenOf,
      role,
      editing,
    };
    const plain = withoutLostMoves(context, intents).map(plainIntent);
    const checked = check(context, author, plain);
    if (!checked.ok || plain.length === 0) return checked;
    this.history.begin(author.gesture);
    const adoption = new Adoption(context, plain);
    this.doc.transact(() => {
      for (const intent of plain) write(context, author, intent, adoption);
    }, this.history.origin);
    return ok(undefined);
  }

  /** Reverts this device's last gesture; refused where `user` may not write what that would change now. */
  undo(user: string): Result<void> {
    return this.#rewind('undo', user);
  }

  redo(user: string): Result<void> {
    return this.#rewind('redo', user);
  }

  #rewind(step: 'undo' | 'redo', user: string): Result<void> {
    if (formatState(this.doc).state === 'newer') return fail('document/newer-format');
    const { role, editing } = this;
    // Roles and locks may have changed since the gesture.
    for (const { root: name, id } of this.history.touched(step)) {
      const lock = name === 'objects' ? this.#objects.get(id as ObjectId)?.locked : undefined;
      const denied = denial({ user, role, editing }, name, lock);
      if (denied) return fail(`document/${denied}`);
    }
    this.history[step]();
    return ok(undefined);
  }

  /** Writes kept edits, each a step of undo. The caller checks that they are permitted. */
  write(edits: readonly Edit[]): void {
    for (const edit of edits) {
      this.history.begin(undefined);
      this.#doc.transact(() => writeEdit(this.#doc, edit), this.history.origin);
    }
  }

  /**
   * Continues with another document of the same session and writes `edits` into it, each a step of undo.
   * Listeners get the differences at once; older steps of undo are dropped. The caller keeps the old
   * document.
   */
  swap(doc: Y.Doc, edits: readonly Edit[]): void {
    this.#unobserve();
    this.#doc = doc;
    this.history.switchDocument(doc);
    this.write(edits);
    const before = new Map(this.#objects);
    this.#frames = this.#readFrames();
    const all = [...before.keys(), ...root(doc, 'objects').keys()];
    const changes = this.#update(new Map(all.map(id => [id, new Set(['kind', 'placement'])])), []);
    this.#observe();
    this.#emit([
      { type: 'format-changed', format: readFormat(doc) },
      { type: 'settings-changed', settings: this.settings },
      { type: 'participants-changed' },
      { type: 'frames-changed', frames: this.#frames },
      ...changes.filter(
        change =>
          change.type !== 'object-changed' ||
          JSON.stringify(change.object) !== JSON.stringify(before.get(change.object.id)),
      ),
    ]);
  }

  /** Returns the whole document as changes, for a listener that subscribes late. */
  snapshot(): Change[] {
    return [
      { type: 'format-changed', format: readFormat(this.doc) },
      { type: 'settings-changed', settings: this.settings },
      { type: 'participants-changed' },
      { type: 'frames-changed', frames: this.#frames },
      ...[...this.#objects.values()].map(object => ({ type: 'object-placed', object }) as const),
    ];
  }

  /** Calls `listener` once per transaction that changed something readable. Returns a stop function. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#listeners.clear();
    this.history.destroy();
    this.doc.destroy();
  }

  #observe(): void {
    root(this.doc, 'objects').observeDeep(this.#onObjects);
    root(this.doc, 'frames').observeDeep(this.#onFrames);
    root(this.doc, 'settings').observe(this.#onSettings);
    root(this.doc, 'participants').observe(this.#onParticipants);
    root(this.doc, 'meta').observe(this.#onMeta);
  }

  #unobserve(): void {
    root(this.doc, 'objects').unobserveDeep(this.#onObjects);
    root(this.doc, 'frames').unobserveDeep(this.#onFrames);
    root(this.doc, 'settings').unobserve(this.#onSettings);
    root(this.doc, 'participants').unobserve(this.#onParticipants);
    root(this.doc, 'meta').unobserve(this.#onMeta);
  }

  readonly #onObjects = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    const keysById = new Map<string, Set<string>>();
    for (const event of events) {
      const id = event.path[0];
      if (id === undefined) {
        for (const each of event.changes.keys.keys()) keysById.set(each, new Set(['kind', 'placement']));
      } else if (typeof id === 'string' && event.path.length === 1) {
        const keys = keysById.get(id) ?? new Set();
        for (const key of event.changes.keys.keys()) keys.add(key);
        keysById.set(id, keys);
      }
    }
    this.#emit(this.#update(keysById, []));
  };

  /** `moved`: frames whose descendants move with them. */
  #update(keysById: ReadonlyMap<string, Set<string>>, moved: readonly string[]): Change[] {
    const keys = new Map<string, ReadonlySet<string>>(keysById);
    const known = new Set<string>();
    const queue = [...moved];
    for (const [key, changed] of keysById) {
      const wasThere = this.#objects.has(key as ObjectId);
      if (wasThere) known.add(key);
      const isThere = this.#read(key, changed.has('placement'));
      // An object that becomes readable, or is so no more, is a parent that came or went.
      if (wasThere !== isThere) keys.set(key, new Set([...changed, 'placement']));
      if (wasThere !== isThere || changed.has('placement')) queue.push(key);
    }
    // A moved, new or vanished parent moves its descendants, so they count as changed too.
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      for (const child of this.#children.get(id) ?? []) {
        if (keys.get(child)?.has('placement')) continue;
        known.add(child);
        const own = keys.get(child);
        keys.set(child, own ? new Set([...own, 'placement']) : MOVED);
        queue.push(child);
      }
    }
    // All members of a cycle move together, so where nothing has moved no cycle needs to be found.
    const hasMoved = (id: string): boolean => keys.get(id)?.has('placement') === true;
    const tree = new Hierarchy(this.#placementOf, id => (hasMoved(id) ? undefined : this.#poseOf(id)));
    const changes: Change[] = [];
    for (const [key, changed] of keys) {
      const id = key as ObjectId;
      const object = hasMoved(id) ? this.#settle(id, tree) : this.#objects.get(id);
      if (object) {
        changes.push(
          known.has(id)
            ? { type: 'object-changed', object, keys: changed }
            : { type: 'object-placed', object },
        );
      } else if (known.has(id)) changes.push({ type: 'object-removed', id });
    }
    return changes;
  }

  /** Reads one object into the mirror and the index of children. A moved one gets its pose in `#settle`. */
  #read(key: string, hasMoved: boolean): boolean {
    const id = key as ObjectId;
    const before = this.#objects.get(id);
    const object = readObject(key, root(this.doc, 'objects').get(key));
    this.#unlink(id, before?.placement.parent);
    if (!object) {
      this.#objects.delete(id);
      return false;
    }
    const { parent } = object.placement;
    if (parent !== null) {
      const siblings = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, siblings.add(id));
    }
    this.#objects.set(id, { ...object, pose: before && !hasMoved ? before.pose : object.placement });
    return true;
  }

  #unlink(id: ObjectId, parent: string | null | undefined): void {
    if (!parent) return;
    const siblings = this.#children.get(parent);
    siblings?.delete(id);
    if (siblings?.size === 0) this.#children.delete(parent);
  }

  #settle(id: ObjectId, tree: Hierarchy): SessionObject | undefined {
    const object = this.#objects.get(id);
    if (!object || object.placement.parent === null) return object;
    const settled = { ...object, pose: tree.poseOf(id) };
    this.#objects.set(id, settled);
    return settled;
  }

  readonly #childrenOf = (id: string): SessionObject[] =>
    [...(this.#children.get(id) ?? [])].flatMap(child =>
      child === id ? [] : (this.#objects.get(child) ?? []),
    );

  #poseOf(id: string): Pose | undefined {
    return (this.#objects.get(id as ObjectId) ?? this.#frames.get(id as ObjectId))?.pose;
  }

  readonly #placementOf = (id: string): Placement | undefined =>
    this.#objects.get(id as ObjectId)?.placement ?? framePlacement(this.#frames.get(id as ObjectId));

  #readFrames(): ReadonlyMap<ObjectId, Frame> {
    const frames = [...root(this.doc, 'frames').entries()].map(([id, value]) => readFrame(id, value));
    return new Map(frames.flatMap(frame => (frame ? [[frame.id, frame]] : [])));
  }

  readonly #onFrames = (): void => {
    const before = this.#frames;
    this.#frames = this.#readFrames();
    const ids = new Set([...before.keys(), ...this.#frames.keys()]);
    const moved = [...ids].filter(
      id => JSON.stringify(before.get(id)?.pose) !== JSON.stringify(this.#frames.get(id)?.pose),
    );
    this.#emit([{ type: 'frames-changed', frames: this.#frames }, ...this.#update(new Map(), moved)]);
  };

  readonly #onSettings = (): void => this.#emit([{ type: 'settings-changed', settings: this.settings }]);
  readonly #onParticipants = (): void => this.#emit([{ type: 'participants-changed' }]);
  readonly #onMeta = (): void => this.#emit([{ type: 'format-changed', format: readFormat(this.doc) }]);

  #emit(changes: readonly Change[]): void {
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }
}
