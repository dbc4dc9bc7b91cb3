import type * as Y from 'yjs';
import { LIMITS } from '../../shared/limits.ts';
import { partsOf } from '../../shared/session/index.ts';

/** An update that is larger goes up in parts. */
export const WHOLE_MAX_BYTES = LIMITS.messageMaxBytes / 2;
const PART_BYTES = LIMITS.messageMaxBytes / 8;
/** Sent at once; the rest is throttled, as the relay reads no faster and edits would queue behind it. */
const BURST_BYTES = LIMITS.burstBytes / 2;
/** Bytes a millisecond. */
const PACE = (LIMITS.bytesPerSecond * 0.9) / 1_000;

export interface UploadOptions {
  readonly doc: Y.Doc;
  /** The relay's state vector. */
  readonly known: ReadonlyMap<number, number>;
  readonly send: (part: Uint8Array, isLast: boolean) => void;
}

/** Sends what the relay lacks in parts, throttled, with edits made meanwhile. Returns a stop function. */
export function upload({ doc, known, send }: UploadOptions): () => void {
  const parts = partsOf(doc, known, PART_BYTES);
  const began = performance.now();
  let sent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (): void => {
    const { value, done } = parts.next();
    sent += value.length;
    if (!done) {
      const ahead = sent - BURST_BYTES - (performance.now() - began) * PACE;
      // The page renders between two parts.
      timer = setTimeout(next, Math.max(0, ahead / PACE));
    }
    send(value, done === true);
  };
  timer = setTimeout(next);
  return () => clearTimeout(timer);
}
