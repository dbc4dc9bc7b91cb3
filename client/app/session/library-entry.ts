import { effect, type ReadonlySignal } from '@preact/signals-core';
import { browserDiskEnvironment } from '../../disk/index.ts';
import type { LibraryEntry } from '../../model/index.ts';

/** The library's entry is updated this long (ms) after the last change. */
const DEBOUNCE_MS = 400;

export type EntryFields = Pick<LibraryEntry, 'name' | 'objects' | 'role' | 'waiting'>;

/**
 * Calls `write` when `fields` have changed, debounced, and once more at the end. That edits begin to wait for
 * the relay is written at once: the next start would otherwise say that the relay has everything.
 * `isDiskFailed` counts as a change too: a disk that works again may not have taken the entry before. Returns
 * the way to stop.
 */
export function keepLibraryEntry(
  fields: ReadonlySignal<EntryFields>,
  isDiskFailed: ReadonlySignal<boolean>,
  write: (fields: EntryFields) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = 0;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    write(fields.peek());
  };
  const stopFields = effect(() => {
    isDiskFailed.value;
    const { waiting } = fields.value;
    const begins = before === 0 && waiting > 0;
    before = waiting;
    clearTimeout(timer);
    timer = setTimeout(flush, DEBOUNCE_MS);
    if (begins) flush();
  });
  const stopPage = browserDiskEnvironment().onPage(event => {
    if (event !== 'resumed') flush();
  });
  return () => {
    stopFields();
    stopPage();
    flush();
  };
}
