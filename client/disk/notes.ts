import { type ReadonlySignal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { authors } from '../../shared/conversation.ts';
import { type ErrorCode, isErrorCode, ok, type Result } from '../../shared/errors.ts';
import { type Edit, ROOTS } from '../../shared/session/index.ts';
import type { SessionNotes } from '../model/index.ts';
import type { DocumentStore } from './document-store.ts';

/** Notes are read as whatever a version of the app may have written: what cannot be read counts as not noted. */
const place = { root: z.enum(ROOTS), id: z.string(), own: z.boolean() };
const values = z.array(z.tuple([z.string(), z.unknown()]));
const edit = z.discriminatedUnion('type', [
  z.object({ ...place, type: z.literal('add'), values }),
  z.object({ ...place, type: z.literal('keys'), values, cleared: z.array(z.string()) }),
  z.object({ ...place, type: z.literal('value'), value: z.unknown() }),
  z.object({ ...place, type: z.literal('remove') }),
]) satisfies z.ZodType<Edit>;

const notes = z.object({
  epoch: z.string().max(256).optional().catch(undefined),
  authors: authors.catch({}),
  generation: z.number().int().catch(0),
  kept: z
    .object({
      code: z.custom<ErrorCode>(isErrorCode),
      detail: z.string().optional(),
      edits: z.array(edit),
      asked: z.boolean(),
    })
    .optional()
    .catch(undefined),
});

const NONE: SessionNotes = { epoch: undefined, authors: {}, generation: 0, kept: undefined };

export function readNotes(stored: unknown): SessionNotes {
  const read = notes.safeParse(stored ?? {});
  if (!read.success) return NONE;
  const { kept, epoch, ...rest } = read.data;
  return { ...rest, epoch, kept: kept && { ...kept, detail: kept.detail } };
}

/** What is kept in a form that only another version of the app reads is handed on as it is. */
function writeNotes(next: SessionNotes, stored: unknown): SessionNotes {
  if (next.kept !== undefined || readNotes(stored).kept !== undefined) return next;
  const held: unknown =
    typeof stored === 'object' && stored !== null && 'kept' in stored ? stored.kept : undefined;
  return held === undefined ? next : { ...next, kept: held as SessionNotes['kept'] };
}

/** The notes of one session, in memory and on the disk. */
export class Notes {
  readonly #state = signal(NONE);
  /** Changes are in memory that the disk has not taken. */
  #isUnsaved = false;

  get state(): ReadonlySignal<SessionNotes> {
    return this.#state;
  }

  async load(store: DocumentStore): Promise<Result<void>> {
    const stored = await store.notes();
    if (!stored.ok) return stored;
    this.#state.value = readNotes(stored.value);
    return ok(undefined);
  }

  /** What the disk does not take waits for `catchUp`, or for the next change. */
  async change(
    change: (notes: SessionNotes) => SessionNotes,
    store: DocumentStore | undefined,
  ): Promise<void> {
    this.#state.value = change(this.#state.peek());
    if (!store) this.#isUnsaved = true;
    else if (this.#isUnsaved) await this.catchUp(store);
    else {
      const noted = await store.note(stored => writeNotes(change(readNotes(stored)), stored));
      if (noted.ok) return;
      this.#isUnsaved = true;
      console.warn('The notes of the session wait for the disk.', noted.error.detail);
    }
  }

  /** `write` puts them on the disk, as a whole. Notes that change meanwhile still wait afterwards. */
  async save(write: (notes: SessionNotes) => Promise<Result<void>>): Promise<Result<void>> {
    const notes = this.#state.peek();
    const saved = await write(notes);
    if (saved.ok && this.#state.peek() === notes) this.#isUnsaved = false;
    return saved;
  }

  /** Writes what waits, also what comes to wait meanwhile; nothing where nothing does. */
  async catchUp(store: DocumentStore): Promise<Result<void>> {
    while (this.#isUnsaved) {
      const saved = await this.save(notes => store.note(stored => writeNotes(notes, stored)));
      if (!saved.ok) return saved;
    }
    return ok(undefined);
  }
}
