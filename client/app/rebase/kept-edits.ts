import type { AppError } from '../../../shared/errors.ts';
import {
  deniedReason,
  type Edit,
  formatState,
  joinEdits,
  type SessionDocument,
  type Writer,
} from '../../../shared/session/index.ts';
import type { DocumentDisk } from '../../disk/index.ts';
import type { KeptEdits } from '../../model/index.ts';

/** The edits that the relay did not take, kept with the document on the disk until the person has decided. */
export class KeptEditStore {
  readonly #document: SessionDocument;
  readonly #disk: DocumentDisk;

  constructor(document: SessionDocument, disk: DocumentDisk) {
    this.#document = document;
    this.#disk = disk;
  }

  get current(): KeptEdits | undefined {
    return this.#disk.metadata.peek().kept;
  }

  get edits(): readonly Edit[] {
    return this.current?.edits ?? [];
  }

  set(kept: KeptEdits | undefined): void {
    this.#disk.updateMetadata(metadata => ({ ...metadata, kept }));
  }

  setAsked(asked: boolean): void {
    this.#disk.updateMetadata(metadata => ({
      ...metadata,
      kept: metadata.kept && { ...metadata.kept, asked },
    }));
  }

  /** Removes `done`; edits that came to be kept meanwhile stay. */
  settle(done: readonly Edit[]): void {
    const gone = new Set(done.map(identityOf));
    this.#disk.updateMetadata(metadata => {
      const { kept } = metadata;
      const rest = kept?.edits.filter(edit => !gone.has(identityOf(edit))) ?? [];
      return { ...metadata, kept: kept && rest.length > 0 ? { ...kept, edits: rest } : undefined };
    });
  }

  /**
   * Writes again what `writer` may write by now, and returns whether there was anything. Failures are
   * `disk/*` and go to `report`.
   */
  async sendPermitted(writer: Writer, report: (error: AppError) => void): Promise<boolean> {
    const document = this.#document;
    const { doc } = document;
    if (formatState(doc).state === 'newer') return false;
    const permitted = this.edits.filter(edit => edit.own && !deniedReason(doc, edit, writer));
    if (permitted.length === 0) return false;
    document.write(permitted);
    this.setAsked(false);
    // They stay kept until the document has them on the disk: a crash between the two would lose them.
    const flushed = await this.#disk.flush();
    if (!flushed.ok) report(flushed.error);
    // Refused once more meanwhile, they are kept with the new reason.
    else if (document.doc === doc) this.settle(permitted);
    return true;
  }
}

/** `before` with `edits` that were refused after it, for the newest reason. */
export const joinKept = (
  before: KeptEdits | undefined,
  { code, detail }: Pick<KeptEdits, 'code' | 'detail'>,
  edits: KeptEdits['edits'],
): KeptEdits => ({ code, detail, edits: joinEdits(before?.edits ?? [], edits), asked: false });

/** Equal for equal edits, also where one of the two was read from the disk. */
const identityOf = (edit: Edit): string =>
  JSON.stringify(Object.entries(edit).sort(([a], [b]) => (a < b ? -1 : 1)));
