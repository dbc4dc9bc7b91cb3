import { Container } from '@pmndrs/uikit';
import type { Object3D, PerspectiveCamera, Scene, WebGLRenderer } from 'three';
import type { InputFrame, Model } from '../../../client/model/index.ts';
import type { Panel } from '../../../client/panel/index.ts';
import { fromYaw } from '../../../shared/pose.ts';
import { PRETENDED, type Pretended, takeAsked } from './pretend.ts';

/**
 * What of the panel is too small to press, or sticks out of what it stands in; sizes in the panel's pixels.
 */
export interface Layout {
  /** The smaller side of the smallest button. */
  readonly smallest: number;
  readonly overflowing: readonly string[];
  /** Draw calls that the panel adds to a picture, for one eye. */
  readonly calls: number;
}

type Properties = { cursor?: string; text?: unknown; onClick?: () => void };
const propertiesOf = (each: Object3D): Properties =>
  (each as { properties?: { value: Properties } }).properties?.value ?? {};

const nextFrame = (): Promise<number> => new Promise(resolve => requestAnimationFrame(resolve));

/** What it is looked at with. */
interface Stage {
  readonly renderer: WebGLRenderer;
  readonly scene: Scene;
  readonly camera: PerspectiveCamera;
}

/** A look at the panel without a headset and without hands, in front of the page's own camera. */
export function createTour(panel: Panel, model: Model, { renderer, scene, camera }: Stage) {
  /** Answers how many calls it takes. */
  const draw = (): number => {
    renderer.render(scene, camera);
    return renderer.info.render.calls;
  };
  const input = (): InputFrame => ({
    time: performance.now(),
    head: { position: [0, 1.6, 0], rotation: fromYaw(0) },
    pointers: [],
  });
  let isSlow = false;
  /** From where a head would see it. */
  function aim(): void {
    const { position } = panel.object;
    camera.position.set(0, 1.6, 0).lerp(position, 0.12);
    camera.lookAt(position.x, position.y - 0.03, position.z);
  }
  async function settle(): Promise<void> {
    for (let i = 0; i < 2; i++) {
      panel.update(input(), 16);
      await nextFrame();
    }
    panel.update(input(), 16);
  }
  return {
    /**
     * Once, before anything is shown, as large as the page where people will look at it: the panel's letters
     * are loaded when they are first needed.
     */
    async begin(isPhotographed: boolean): Promise<void> {
      if (isPhotographed) {
        const { innerWidth, innerHeight } = window;
        renderer.setSize(innerWidth, innerHeight, false);
        camera.aspect = innerWidth / innerHeight;
      }
      panel.show();
      const isWritten = (): boolean => {
        let width = 0;
        panel.object.traverse(each => {
          if (propertiesOf(each).text === 'Settings') width = (each as Container).size.peek()?.[0] ?? 0;
        });
        return width > 40;
      };
      await settle();
      while (!isWritten()) await settle();
      isSlow = isPhotographed;
      camera.fov = isPhotographed ? 84 : 60;
      camera.updateProjectionMatrix();
    },
    asked: takeAsked,
    /** A made-up session, and these buttons pressed in it, one after the other. */
    async show(name: Pretended, presses: readonly string[]): Promise<Layout> {
      PRETENDED[name](model);
      await settle();
      for (const label of presses) {
        if (!pressIn(panel.object, label)) throw new Error(`nothing to press says ${label}`);
        await settle();
      }
      // Pictures of the session come when they are read.
      for (let i = 0; isSlow && i < 6; i++) await settle();
      aim();
      panel.object.visible = false;
      const without = draw();
      panel.object.visible = true;
      return { ...layoutOf(panel.object), calls: draw() - without };
    },
  };
}

/** `#2` is the second of what is pressed as a whole and has no label of its own: a row, a card. */
function pressIn(panel: Object3D, label: string): boolean {
  let press: (() => void) | undefined;
  if (label.startsWith('#')) {
    const whole: Container[] = [];
    panel.traverse(each => {
      if (each.name === 'whole' && (each as Container).isVisible.peek()) whole.push(each as Container);
    });
    const chosen = whole[Number(label.slice(1)) - 1];
    press = chosen && propertiesOf(chosen).onClick;
    press?.();
    return press !== undefined;
  }
  panel.traverse(each => {
    if (propertiesOf(each).text !== label || !(each as Container).isVisible.peek()) return;
    press = each.parent ? propertiesOf(each.parent).onClick : undefined;
  });
  press?.();
  return press !== undefined;
}

const labelOf = (container: Object3D): string => {
  let label = '';
  container.traverse(each => {
    const { text } = propertiesOf(each);
    if (label === '' && typeof text === 'string') label = text;
  });
  return label;
};

/** Of what is shown now. */
function layoutOf(panel: Object3D): Omit<Layout, 'calls'> {
  let smallest = Number.POSITIVE_INFINITY;
  const overflowing: string[] = [];
  panel.traverse(each => {
    if (!(each instanceof Container) || !each.isVisible.peek()) return;
    const [width, height] = each.size.peek() ?? [0, 0];
    if (propertiesOf(each).cursor === 'pointer') smallest = Math.min(smallest, width, height);
    for (const child of each.children) {
      if (!(child instanceof Container) || !child.isVisible.peek()) continue;
      const [w, h] = child.size.peek() ?? [0, 0];
      const [x, y] = child.relativeCenter.peek() ?? [0, 0];
      // Half a pixel is rounding.
      const over = Math.max(Math.abs(x) + w / 2 - width / 2, Math.abs(y) + h / 2 - height / 2);
      if (over > 0.5) overflowing.push(`${labelOf(child) || child.name} by ${Math.round(over)} px`);
    }
  });
  return { smallest, overflowing };
}
