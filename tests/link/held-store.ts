import { MemoryStore } from '../../relay/storage/index.ts';
import type { SessionId } from '../../shared/ids.ts';

/** A relay's disk that is slow to flush while it is held. */
export class HeldStore extends MemoryStore {
  #held: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  hold(): void {
    this.#held = new Promise(resolve => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
  }

  override async append(id: SessionId, update: Uint8Array): Promise<number> {
    await this.#held;
    return super.append(id, update);
  }
}
