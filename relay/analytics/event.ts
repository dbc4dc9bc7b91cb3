import type { EventType } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';

/** An event of a session, as its witness reports it. Ids and kinds only, never content. */
export interface SessionEvent {
  readonly type: EventType;
  /** Null where nobody in particular caused it. */
  readonly user: UserId | null;
  readonly object?: string;
  readonly kind?: string;
  /** When it was made, in ms since epoch, as its maker says. Left out: when it arrived. */
  readonly at?: number;
  /** Given by the device: of two with the same id from the same person, only the first counts. */
  readonly id?: string;
  /** How many people are in the session now. */
  readonly present?: number;
}

/** An event as it is stored. Times in ms since epoch. */
export interface KeptEvent {
  readonly type: EventType;
  readonly at: number;
  readonly arrived: number;
  readonly user: UserId | null;
  readonly object: string | null;
  readonly kind: string | null;
  readonly id?: string;
}

/** An event, and when the relay learnt of it. */
export interface EventArrival {
  readonly event: SessionEvent;
  readonly arrived: number;
}
