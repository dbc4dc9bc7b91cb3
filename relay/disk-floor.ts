import type { FreeBytes } from './storage/index.ts';

/** Once there was too little, so much more than the floor is enough, or it would go back and forth. */
const ENOUGH_AGAIN = 1.05;

export interface DiskFloorOptions {
  readonly freeBytes: FreeBytes;
  /** 0: there is no floor. */
  readonly minBytes: number;
  readonly everyMs: number;
  /** The disk is nearly full, or has room again. */
  readonly onChange: (hasRoom: boolean) => void;
  /** The disk does not say; what was last known stands. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Whether there is room to take anything new. A disk that is quite full cannot even be read and tidied up in safety, so the relay stops
 * before that. Whoever made it calls `close`.
 */
export class DiskFloor {
  readonly #options: DiskFloorOptions;
  readonly #timer: NodeJS.Timeout;
  #hasRoom = true;
  #freeBytes = Number.POSITIVE_INFINITY;

  constructor(options: DiskFloorOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), options.everyMs);
  }

  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  /** When it was last looked at. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Looks now. Never rejects. */
  async look(): Promise<void> {
    const { freeBytes, minBytes, onChange, onFailure } = this.#options;
    try {
      this.#freeBytes = await freeBytes();
    } catch (error) {
      onFailure(error);
      return;
    }
    const hasRoom = this.#freeBytes >= (this.#hasRoom ? minBytes : minBytes * ENOUGH_AGAIN);
    if (hasRoom === this.#hasRoom) return;
    this.#hasRoom = hasRoom;
    onChange(hasRoom);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
