import { type ReadonlySignal, signal } from '@preact/signals-core';

/** How long it is said what has just been done. */
const SHOWN_MS = 4_000;

/** What has just been done, where nothing else shows it. */
export interface Toast {
  readonly words: ReadonlySignal<string | undefined>;
  /** Says it for a moment, in place of what was said before. */
  readonly show: (words: string) => void;
}

export function createToast(): Toast {
  const words = signal<string | undefined>(undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    words,
    show: said => {
      clearTimeout(timer);
      words.value = said;
      timer = setTimeout(() => {
        words.value = undefined;
      }, SHOWN_MS);
    },
  };
}
