/**
 * A file that is being written. It is not found before `publish`. `publish`, `discard` or `keep` ends it;
 * `keep` after one of them does nothing.
 */
export interface PartialFile {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
  append(bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  /**
   * Flushes it and puts it in the place of what was there, all or nothing; flushed, too, when this resolves.
   */
  publish(): Promise<void>;
  /** Leaves it as it is, to be continued. */
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** A finished file, open for reading. Whoever opened it calls `close`. */
export interface FileReader {
  readonly size: number;
  /** Rejects where the file does not hold all of it. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface ListedFile {
  readonly name: string;
  /** Its size on the disk. */
  readonly bytes: number;
  readonly isDraft: boolean;
  /** The time of the last write, by the machine's clock: good for an order, not for an age. */
  readonly changedMs: number;
}

/**
 * Folders of files, one level deep, where a file is finished or not to be found. Names of folders and files
 * are the caller's to check. Every failure of the disk rejects; at most one draft of a file may be open.
 */
export interface FileStore {
  open(folder: string, name: string): Promise<FileReader | undefined>;
  /** Continues the draft of this name, or begins one. */
  draft(folder: string, name: string): Promise<PartialFile>;
  /** In the order of their names. */
  list(folder: string): Promise<readonly ListedFile[]>;
  folders(): Promise<readonly string[]>;
  /** Removes the finished file; returns false where there was none. */
  remove(folder: string, name: string): Promise<boolean>;
  removeDraft(folder: string, name: string): Promise<void>;
  /** With everything in it. */
  removeFolder(folder: string): Promise<void>;
}
