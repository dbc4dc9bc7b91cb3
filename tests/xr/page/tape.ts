import type { InputFrame } from '../../../client/model/index.ts';

/** Keeps every frame of input between `record` and `recorded`. */
export class Tape {
  #frames: InputFrame[] | undefined;

  hear(input: InputFrame): void {
    this.#frames?.push(input);
  }

  readonly record = (): void => {
    this.#frames = [];
  };

  readonly recorded = (): readonly InputFrame[] => {
    const frames = this.#frames ?? [];
    this.#frames = undefined;
    return frames;
  };
}
