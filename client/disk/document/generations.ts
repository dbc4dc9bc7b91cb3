import { signal } from '@preact/signals-core';
import * as Y from 'yjs';
import type { KeptEdits } from '../../model/index.ts';
import type { NewerGeneration } from '../contract.ts';
import type { GenerationSnapshot } from './document-store.ts';
import { readMetadata } from './session-metadata.ts';
import type { RetiredGeneration } from './side-store.ts';

/** A document that this tab has left, while the disk has not. */
interface Leaving {
  /** As one update. */
  readonly before: Uint8Array;
  readonly left: RetiredGeneration;
}

interface Found {
  readonly successor: GenerationSnapshot;
  /** Updates of its document since it was read. */
  readonly carried: readonly Uint8Array[];
  readonly stop: () => void;
}

/** How the session goes over from one document to the next: led by this tab, or after another one. */
export class Generations {
  readonly moved = signal<NewerGeneration | undefined>(undefined);
  #leaving: Leaving | undefined;
  #found: Found | undefined;

  /** What the disk has to go over from. */
  get leaving(): Leaving | undefined {
    return this.#leaving;
  }

  /** This tab leaves `doc`, having written `sent` edits into its successor that the relay lacks. */
  leave(doc: Y.Doc, sent: number): void {
    const { before, left } = this.#leaving ?? {
      before: Y.encodeStateAsUpdate(doc),
      left: { snapshot: Y.encodeSnapshot(Y.snapshot(doc)) },
    };
    this.#leaving = { before, left: { snapshot: left.snapshot, sent } };
  }

  /** The disk has gone over from `leaving`; this tab may have gone further meanwhile. */
  arrived(leaving: Leaving): void {
    if (this.#leaving === leaving) this.#leaving = undefined;
  }

  /**
   * Another tab was first: `moved` tells where it went. `kept`: here, which is of no interest where the disk
   * has it too.
   */
  found(successor: GenerationSnapshot, kept: KeptEdits | undefined): void {
    const { doc, notes, left } = successor;
    const carried: Uint8Array[] = [];
    const carry = (update: Uint8Array): void => void carried.push(update);
    doc.on('update', carry);
    this.#found = { successor, carried, stop: () => doc.off('update', carry) };
    this.moved.value = {
      doc,
      notes: readMetadata(notes),
      left: left[0]?.snapshot,
      sent: left.at(-1)?.sent ?? 0,
      kept: this.#leaving && kept,
    };
  }

  /**
   * This tab has gone there too. Answers where that is, and what was written into it here; undefined where no
   * other tab was first.
   */
  follow(): Pick<Found, 'successor' | 'carried'> | undefined {
    const found = this.#found;
    found?.stop();
    this.#found = undefined;
    this.#leaving = undefined;
    this.moved.value = undefined;
    return found;
  }
}
