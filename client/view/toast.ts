import { type ReadonlySignal, signal } from '@preact/signals-core';

/** How long (ms) it is shown. */
const SHOWN_MS = 4_000;

/** A message on what has just been done, where nothing else shows it. */
export interface Toast {
  readonly words: ReadonlySignal<string | undefined>;
  /** Shows `words` for a moment, in place of what was shown before. */
  readonly show: (words: string) => void;
}

export function createToast(): Toast {
  const words = signal<string | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    words,
    show: shown => {
      clearTimeout(timer);
      words.value = shown;
      timer = setTimeout(() => {
        words.value = undefined;
      }, SHOWN_MS);
    },
  };
}
