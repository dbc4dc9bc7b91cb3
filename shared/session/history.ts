import * as Y from 'yjs';
import { type RootName, root } from './schema.ts';

/** The roots that people edit, and can undo. */
const UNDOABLE = ['objects', 'settings', 'frames'] as const satisfies readonly RootName[];

export interface Touched {
  readonly root: RootName;
  readonly id: string;
}

const EVENTS = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;

/**
 * Undo and redo of this device's own edits, a step per gesture. Edits of others are never undone or
 * overwritten.
 */
export class History {
  /** The origin of every transaction that can be undone. */
  readonly origin = { local: true } as const;
  readonly #listeners = new Set<() => void>();
  #manager: Y.UndoManager;
  #doc: Y.Doc;
  #gesture: string | undefined;

  constructor(doc: Y.Doc) {
    this.#doc = doc;
    this.#manager = this.#manage(doc);
  }

  /** Continues with another document. Steps of the old one are dropped. */
  switchDocument(doc: Y.Doc): void {
    this.#manager.destroy();
    this.#gesture = undefined;
    this.#doc = doc;
    this.#manager = this.#manage(doc);
    this.#notify();
  }

  /**
   * Starts a new step, unless it belongs to the gesture of the last one. To be called before each
   * transaction.
   */
  begin(gesture: string | undefined): void {
    if (gesture === undefined || gesture !== this.#gesture) this.#manager.stopCapturing();
    this.#gesture = gesture;
  }

  get canUndo(): boolean {
    return this.#manager.canUndo();
  }

  get canRedo(): boolean {
    return this.#manager.canRedo();
  }

  undo(): void {
    this.#gesture = undefined;
    this.#manager.undo();
  }

  redo(): void {
    this.#gesture = undefined;
    this.#manager.redo();
  }

  /** Returns the entries that the next undo or redo would change; none where there is no such step. */
  touched(which: 'undo' | 'redo'): Touched[] {
    const steps = which === 'undo' ? this.#manager.undoStack : this.#manager.redoStack;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { insertions, deletions } = steps[i] as Step;
      const items = [
        ...itemsIn(this.#doc, insertions).filter(item => !item.deleted),
        ...itemsIn(this.#doc, deletions),
      ];
      // A step of which nothing is left is skipped.
      if (items.length > 0) return items.flatMap(item => entryOf(this.#doc, item) ?? []);
    }
    return [];
  }

  /** Drops all steps. */
  clear(): void {
    this.#gesture = undefined;
    this.#manager.clear();
  }

  /** Calls `listener` when `canUndo` or `canRedo` may have changed. Returns a stop function. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#manager.destroy();
  }

  #manage(doc: Y.Doc): Y.UndoManager {
    const manager = new Y.UndoManager(
      UNDOABLE.map(name => root(doc, name)),
      {
        trackedOrigins: new Set([this.origin]),
        // Steps end where `begin` says, never by the clock: a slow drag is still one gesture, and two quick
        // taps are two.
        captureTimeout: Number.MAX_SAFE_INTEGER,
      },
    );
    for (const event of EVENTS) manager.on(event, this.#notify);
    return manager;
  }

  readonly #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

type Step = Y.UndoManager['undoStack'][number];
type Ranges = Step['insertions'];

function itemsIn(doc: Y.Doc, { clients }: Ranges): Y.Item[] {
  const items: Y.Item[] = [];
  for (const [client, ranges] of clients) {
    const structs = doc.store.clients.get(client) ?? [];
    for (const { clock, len } of ranges) {
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i];
        if (!struct || struct.id.clock >= clock + len) break;
        if (struct instanceof Y.Item) items.push(struct);
      }
    }
  }
  return items;
}

/** The entry that an item is, or is inside of. */
function entryOf(doc: Y.Doc, item: Y.Item): Touched | undefined {
  let top = item;
  for (;;) {
    const { parent } = top;
    if (!(parent instanceof Y.AbstractType)) return undefined;
    if (!parent._item) {
      const name = UNDOABLE.find(each => root(doc, each) === parent);
      return name && top.parentSub !== null ? { root: name, id: top.parentSub } : undefined;
    }
    top = parent._item;
  }
}
