import type { ReadonlySignal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';

/** The listener of a text that grows. */
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
   * Begins with the text that is there already. Returns the way to stop it, after which the listener is not
   * called any more.
   */
  begin(text: string, listener: TextListener): () => void;
}
