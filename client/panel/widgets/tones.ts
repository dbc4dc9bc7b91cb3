import type { Tone } from '../../model/index.ts';
import { LOOK } from './widgets.ts';

/** The same colours as the page's status line. */
export const TONES: Record<Tone, string> = {
  busy: LOOK.muted,
  device: LOOK.muted,
  waiting: LOOK.waiting,
  relay: LOOK.saved,
  loss: LOOK.loss,
};
