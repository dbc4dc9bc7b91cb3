import { type ReadonlySignal, signal } from '@preact/signals-core';
import { z } from 'zod';
import { type ErrorCode, isErrorCode, ok, type Result } from '../../../shared/errors.ts';
import { authors } from '../../../shared/relay-messages.ts';
import { type Edit, ROOTS } from '../../../shared/session/index.ts';
import type { SessionMetadata } from '../../model/index.ts';
import type { DocumentStore } from './document-store.ts';
import type { MetadataWrite } from './side-store.ts';

// Any version of the app may have written it: what cannot be read counts as not there.
const place = { root: z.enum(ROOTS), id: z.string(), own: z.boolean() };
const values = z.array(z.tuple([z.string(), z.unknown()]));
const edit = z.discriminatedUnion('type', [
  z.object({ ...place, type: z.literal('add'), values }),
  z.object({ ...place, type: z.literal('keys'), values, cleared: z.array(z.string()) }),
  z.object({ ...place, type: z.literal('value'), value: z.unknown() }),
  z.object({ ...place, type: z.literal('remove') }),
]) satisfies z.ZodType<Edit>;

const metadata = z.object({
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
  const read = metadata.safeParse(stored ?? {});
  if (!read.success) return NONE;
  const { kept, epoch, mark, ...rest } = read.data;
  return { ...rest, epoch, mark, kept: kept && { ...kept, detail: kept.detail } };
}

/** Edits that another version of the app has kept, in a form that this one cannot read. */
function unreadIn(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('kept' in stored)) return undefined;
  return readMetadata(stored).kept === undefined ? stored.kept : undefined;
}

/** Kept edits that cannot be read stay as they are, or are displaced where this version keeps some too. */
function toWrite(next: SessionMetadata, stored: unknown): MetadataWrite {
  const unread = unreadIn(stored);
  if (unread === undefined) return { metadata: next, displaced: undefined };
  return next.kept === undefined
    ? { metadata: { ...next, kept: unread }, displaced: undefined }
    : { metadata: next, displaced: unread };
}

/** The metadata of one session, in memory and on the disk. */
export class MetadataStore {
  readonly #state = signal(NONE);
  /** True while changes are in memory only. */
  #isUnsaved = false;

  get state(): ReadonlySignal<SessionMetadata> {
    return this.#state;
  }

  /** Replaces it by what was stored. Returns whether something of that cannot be read. */
  load(stored: unknown): boolean {
    this.#state.value = readMetadata(stored);
    this.#isUnsaved = false;
    return unreadIn(stored) !== undefined;
  }

  /** The disk has lost it: it is written with the next change, or by `flush`. */
  markUnsaved(): void {
    this.#isUnsaved = true;
  }

  /** Reads what another tab has written. */
  async refresh(store: DocumentStore): Promise<void> {
    for (;;) {
      const before = this.#state.peek();
      const stored = await store.metadata();
      if (!stored.ok || this.#isUnsaved) return;
      if (this.#state.peek() !== before) continue;
      const next = readMetadata(stored.value);
      if (next.generation === before.generation) this.#state.value = next;
      return;
    }
  }

  /** Changes it, in memory at once. What the disk does not take waits for `flush`, or for the next change. */
  async change(
    change: (metadata: SessionMetadata) => SessionMetadata,
    store: DocumentStore | undefined,
  ): Promise<Result<void>> {
    this.#state.value = change(this.#state.peek());
    if (!store) {
      this.#isUnsaved = true;
      return ok(undefined);
    }
    if (this.#isUnsaved) return this.flush(store);
    const written = await store.changeMetadata(stored => toWrite(change(readMetadata(stored)), stored));
    if (!written.ok) this.#isUnsaved = true;
    return written;
  }

  /** Has `write` put all of it on the disk. What changes meanwhile still waits afterwards. */
  async save(
    write: (change: (stored: unknown) => MetadataWrite) => Promise<Result<void>>,
  ): Promise<Result<void>> {
    const current = this.#state.peek();
    const saved = await write(stored => toWrite(current, stored));
    if (saved.ok && this.#state.peek() === current) this.#isUnsaved = false;
    return saved;
  }

  /** Writes what waits, and what is changed meanwhile. */
  async flush(store: DocumentStore): Promise<Result<void>> {
    while (this.#isUnsaved) {
      const saved = await this.save(change => store.changeMetadata(change));
      if (!saved.ok) return saved;
    }
    return ok(undefined);
  }
}
