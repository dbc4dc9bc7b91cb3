import type { Vec3 } from '../../../shared/pose.ts';
import type { InputFrame } from '../../model/index.ts';
import type { Panel, PanelOptions } from '../../panel/index.ts';

/**
 * The panel in the headset. It is heavy and only headsets need it, so it is loaded when the first of them
 * arrives.
 */
export interface HeadsetPanel {
  show(): void;
  hide(): void;
  /**
   * The input as the tools may have it: what belongs to the panel in this frame is `captured`. `dt` in ms.
   */
  update(input: InputFrame, dt: number): InputFrame;
  /** Where the button that says this is, in the headset's space (m); undefined where it cannot be seen. */
  buttonAt(label: string): Vec3 | undefined;
}

export function createHeadsetPanel(options: PanelOptions): HeadsetPanel {
  let panel: Panel | undefined;
  let isShown = false;

  async function load(): Promise<void> {
    const { createPanel } = await import('../../panel/index.ts');
    panel ??= createPanel(options);
    if (isShown) panel.show();
  }

  return {
    show() {
      isShown = true;
      if (panel) panel.show();
      else void load();
    },
    hide() {
      isShown = false;
      panel?.hide();
    },
    update(input, dt) {
      const captured = panel?.update(input, dt);
      if (!captured || captured.size === 0) return input;
      return {
        ...input,
        pointers: input.pointers.map(each => (captured.has(each.id) ? { ...each, captured: true } : each)),
      };
    },
    buttonAt: label => (isShown ? panel?.buttonAt(label) : undefined),
  };
}
