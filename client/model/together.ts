import type { Ping } from '../../shared/session/index.ts';

/** A ping while it is shown. */
export interface SeenPing extends Omit<Ping, 'n'> {
  /** No other ping's. */
  readonly key: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  readonly isMine: boolean;
}

/** A ping that the picture does not show, as a mark at its edge. */
export interface OffscreenPing {
  readonly key: string;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  /** Shares of the picture from its top left, 0 to 1. */
  readonly at: readonly [number, number];
  /** Where it is from there: rad, clockwise on the page from its right. */
  readonly angle: number;
}

/** Whom this screen's camera goes with. */
export interface Following {
  readonly user: string;
  readonly name: string;
}
