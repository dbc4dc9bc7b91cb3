import * as Y from 'yjs';
import { root } from './schema.ts';

const EVENTS = ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const;

/** Undo and redo of this device's own edits, a step per gesture. Nobody else's edits are ever undone, nor overwritten by an undo. */
export class History {
  /** The origin of every transaction that can be undone. */
  readonly origin = { local: true } as const;
  readonly #listeners = new Set<() => void>();
  #manager: Y.UndoManager;
  #gesture: string | undefined;

  constructor(doc: Y.Doc) {
    this.#manager = this.#manage(doc);
  }

  /** Goes over to another document. Steps of the old one are forgotten: they are not the new one's. */
  follow(doc: Y.Doc): void {
    this.#manager.destroy();
    this.#gesture = undefined;
    this.#manager = this.#manage(doc);
    this.#tell();
  }

  /** Called before each local transaction: starts a new step unless it belongs to the gesture of the last one. */
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

  /** Forgets all steps: what was done until now stays done. */
  clear(): void {
    this.#gesture = undefined;
    this.#manager.clear();
  }

  /** Called when what can be undone or redone may have changed. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#manager.destroy();
  }

  #manage(doc: Y.Doc): Y.UndoManager {
    const manager = new Y.UndoManager([root(doc, 'objects'), root(doc, 'settings'), root(doc, 'frames')], {
      trackedOrigins: new Set([this.origin]),
      // Steps end where `begin` says, never by the clock: a slow drag is still one gesture, and two quick taps are two.
      captureTimeout: Number.MAX_SAFE_INTEGER,
    });
    for (const event of EVENTS) manager.on(event, this.#tell);
    return manager;
  }

  readonly #tell = (): void => {
    for (const listener of this.#listeners) listener();
  };
}
