import type { ReadonlySignal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';

/** Hears of a text as it grows. */
export interface TextListener {
  /** All of the text, as it is by now. */
  onText(text: string): void;
  /** Nothing more comes; `problem` says why, where that was not what the person wanted. Codes: `speech/*`. */
  onEnd(problem?: AppError): void;
}

/** A way to get words out of a person beside the panel's own keys: the headset's keyboard, or their voice. */
export interface TextSource {
  /** Why it cannot be used now, in a sentence; undefined where it can. */
  readonly blocked: ReadonlySignal<string | undefined>;
  /**
   * Begins, with what is there already. Answers the way to stop it, after which the listener hears nothing
   * more.
   */
  begin(text: string, listener: TextListener): () => void;
}
