import type { Actions } from '../../model/index.ts';
import type { SceneFormat } from '../../scene/index.ts';
import { texts } from '../../view/index.ts';
import { download, openInQuickLook } from '../download.ts';
import type { Notices } from '../notices.ts';
import type { Lifecycle } from '../session/lifecycle.ts';
import type { Viewport } from './viewport.ts';

interface SaveContext {
  readonly lifecycle: Lifecycle;
  readonly notices: Notices;
  /** Undefined where the browser cannot draw in 3D. */
  viewport(): Viewport | undefined;
}

const MAKING = 'making-scene-file';
const LEFT_OUT = 'scene-file-left-out';
type Way = Parameters<Actions['saveScene']>[0];

const formatOf = (way: Way): SceneFormat => (way === 'glb' ? 'glb' : 'usdz');

/**
 * Makes a file of what can be seen and hands it over; one at a time, since each takes all the time and memory
 * that there is.
 */
export function saveScene({ lifecycle, notices, viewport }: SaveContext): Actions['saveScene'] {
  let isBusy = false;
  const sayMaking = (): void =>
    notices.say({
      id: MAKING,
      tone: 'info',
      title: 'Making the file',
      detail: 'Large models take a while. Nothing leaves this device.',
    });

  async function make(way: Way): Promise<void> {
    const live = lifecycle.current();
    const view = viewport();
    if (!live) return;
    if (!view) return notices.report({ code: 'scene/no-webgl' });
    notices.dismiss(LEFT_OUT);
    sayMaking();
    const saved = await view.save(formatOf(way));
    notices.dismiss(MAKING);
    if (!saved.ok) return notices.report(saved.error);
    const { blob, missing } = saved.value;
    hand(way, blob, live.open.name.peek());
    if (missing === 0) return;
    notices.say({
      id: LEFT_OUT,
      tone: 'waiting',
      title: `${texts.numbers.count(missing, 'object')} ${missing === 1 ? 'is' : 'are'} not in the file`,
      detail: 'Their models or pictures are not on this device, or cannot be read. Everything else is in it.',
    });
  }

  return async way => {
    if (isBusy) return sayMaking();
    isBusy = true;
    try {
      await make(way);
    } finally {
      isBusy = false;
    }
  };
}

function hand(way: Way, blob: Blob, name: string): void {
  if (way === 'quick-look') openInQuickLook(blob, `${name}.usdz`);
  else download(blob, `${name}.${way}`);
}
