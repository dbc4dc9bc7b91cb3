import { effect } from '@preact/signals-core';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Actions, InputFrame, Model } from '../../model/index.ts';
import type { Panel } from '../../panel/index.ts';
import type { Display } from './display.ts';

/**
 * The panel in the headset, shown while it presents. It is large and only headsets need it, so it is loaded
 * when the first of them arrives.
 */
export class HeadsetPanel {
  readonly #display: Display;
  readonly #model: Model;
  readonly #actions: Actions;
  #panel: Panel | undefined;
  #isShown = false;

  constructor(display: Display, model: Model, actions: Actions) {
    this.#display = display;
    this.#model = model;
    this.#actions = actions;
    effect(() => {
      const isPresenting = model.xr.value.state === 'presenting';
      // A phone has its controls over the picture.
      this.#isShown = isPresenting && !display.xr.showsOverlay();
      if (!this.#isShown) this.#panel?.hide();
      else if (this.#panel) this.#panel.show();
      else void this.#load();
    });
  }

  /**
   * The input as the tools may have it: what belongs to the panel in this frame is `captured`. `dt` in ms.
   */
  update(input: InputFrame, dt: number): InputFrame {
    const captured = this.#panel?.update(input, dt);
    if (!captured || captured.size === 0) return input;
    return {
      ...input,
      pointers: input.pointers.map(each => (captured.has(each.id) ? { ...each, captured: true } : each)),
    };
  }

  /** Where the button of this label is, in the headset's space (m); undefined where it cannot be seen. */
  buttonAt(label: string): Vec3 | undefined {
    return this.#isShown ? this.#panel?.buttonAt(label) : undefined;
  }

  async #load(): Promise<void> {
    const { createPanel } = await import('../../panel/index.ts');
    const { stage, xr } = this.#display;
    this.#panel ??= createPanel({
      renderer: stage.renderer,
      parent: stage.content,
      model: this.#model,
      actions: this.#actions,
      keyboard: () => xr.keyboard(),
      tick: id => xr.tick(id),
    });
    if (this.#isShown) this.#panel.show();
  }
}
