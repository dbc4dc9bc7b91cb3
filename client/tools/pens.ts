import type { Intent } from '../../shared/session/index.ts';
import type { DrawnLine, InputFrame, Measure, ObjectHit, Pointer, ToolWorld } from '../model/index.ts';
import { Drawing } from './draw.ts';
import { Tape } from './measure.ts';

/** The result of a press of a pen or a tape. */
export interface Used {
  /** A line to be written. */
  readonly line: Intent | undefined;
  readonly tick: boolean;
}

/** The tools whose presses are never about an object: the pen and the tape. */
export class Pens {
  readonly #drawing = new Drawing();
  readonly #tape = new Tape();

  /** Undefined where the chosen tool is neither. */
  use(pointer: Pointer, hit: ObjectHit | undefined, frame: InputFrame, world: ToolWorld): Used | undefined {
    const { tool } = world.choice;
    if (tool === 'draw') {
      const line = world.mayEdit ? this.#drawing.update(pointer, frame.head, world) : undefined;
      return { line, tick: false };
    }
    return tool === 'measure' ? { line: undefined, tick: this.#tape.update(pointer, hit) } : undefined;
  }

  /** Ends what its pointer or its tool left behind. Answers lines to be written: what was drawn stays. */
  settle(pointers: ReadonlySet<string>, world: ToolWorld): readonly Intent[] {
    if (world.choice.tool !== 'measure') this.#tape.clear();
    return this.#drawing.endOthers(world.choice.tool === 'draw' ? pointers : new Set(), world);
  }

  lines(world: ToolWorld): readonly DrawnLine[] {
    return this.#drawing.lines(world);
  }

  get measure(): Measure | undefined {
    return this.#tape.measure;
  }
}
