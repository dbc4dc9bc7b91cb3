import { type ReadonlySignal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { type ErrorCode, isErrorCode, ok, type Result } from '../../../shared/errors.ts';
import { authors } from '../../../shared/relay-messages.ts';
import { type Edit, ROOTS } from '../../../shared/session/index.ts';
import type { SessionMetadata } from '../../model/index.ts';
import type { DocumentStore } from './document-store.ts';
import type { Written } from './side-store.ts';

/**
 * Notes are read as whatever a version of the app may have written: what cannot be read counts as not noted.
 */
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
  editing: z.boolean().catch(true),
  clients: z.array(z.number().int()).catch([]),
  mark: z.instanceof(Uint8Array).optional().catch(undefined),
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

const NONE: SessionMetadata = {
  epoch: undefined,
  authors: {},
  editing: true,
  clients: [],
  mark: undefined,
  generation: 0,
  kept: undefined,
};

export function readMetadata(stored: unknown): SessionMetadata {
  const read = notes.safeParse(stored ?? {});
  if (!read.success) return NONE;
  const { kept, epoch, mark, ...rest } = read.data;
  return { ...rest, epoch, mark, kept: kept && { ...kept, detail: kept.detail } };
}

/** What another version of the app has kept, in a form that this one cannot read. */
function unreadIn(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('kept' in stored)) return undefined;
  return readMetadata(stored).kept === undefined ? stored.kept : undefined;
}

/** What cannot be read is handed on as it is, or set aside where this version keeps something too. */
function writeNotes(next: SessionMetadata, stored: unknown): Written {
  const unread = unreadIn(stored);
  if (unread === undefined) return { notes: next, displaced: undefined };
  return next.kept === undefined
    ? { notes: { ...next, kept: unread }, displaced: undefined }
    : { notes: next, displaced: unread };
}

/** The notes of one session, in memory and on the disk. */
export class Metadata {
  readonly #state = signal(NONE);
  /** Changes are in memory that the disk has not taken. */
  #isUnsaved = false;

  get state(): ReadonlySignal<SessionMetadata> {
    return this.#state;
  }

  /** Goes over to what was stored. Answers whether something of it cannot be read. */
  take(stored: unknown): boolean {
    this.#state.value = readMetadata(stored);
    this.#isUnsaved = false;
    return unreadIn(stored) !== undefined;
  }

  /** The disk has lost them; they are written with the next change, or by `catchUp`. */
  lost(): void {
    this.#isUnsaved = true;
  }

  /** Takes in what another tab has noted. */
  async refresh(store: DocumentStore): Promise<void> {
    for (;;) {
      const before = this.#state.peek();
      const stored = await store.notes();
      if (!stored.ok || this.#isUnsaved) return;
      if (this.#state.peek() !== before) continue;
      const next = readMetadata(stored.value);
      if (next.generation === before.generation) this.#state.value = next;
      return;
    }
  }

  /** What the disk does not take waits for `catchUp`, or for the next change. */
  async change(
    change: (notes: SessionMetadata) => SessionMetadata,
    store: DocumentStore | undefined,
  ): Promise<Result<void>> {
    this.#state.value = change(this.#state.peek());
    if (!store) {
      this.#isUnsaved = true;
      return ok(undefined);
    }
    if (this.#isUnsaved) return this.catchUp(store);
    const noted = await store.note(stored => writeNotes(change(readMetadata(stored)), stored));
    if (!noted.ok) this.#isUnsaved = true;
    return noted;
  }

  /** `write` puts them on the disk, as a whole. Notes that change meanwhile still wait afterwards. */
  async save(write: (change: (stored: unknown) => Written) => Promise<Result<void>>): Promise<Result<void>> {
    const notes = this.#state.peek();
    const saved = await write(stored => writeNotes(notes, stored));
    if (saved.ok && this.#state.peek() === notes) this.#isUnsaved = false;
    return saved;
  }

  /** Writes what waits, also what comes to wait meanwhile; nothing where nothing does. */
  async catchUp(store: DocumentStore): Promise<Result<void>> {
    while (this.#isUnsaved) {
      const saved = await this.save(change => store.note(change));
      if (!saved.ok) return saved;
    }
    return ok(undefined);
  }
}
