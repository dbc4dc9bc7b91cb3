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
  readonly viewport: Viewport | undefined;
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
  const announce = (): void => notices.show({ id: MAKING, tone: 'info', ...texts.notices.MAKING_FILE });

  async function make(way: Way): Promise<void> {
    const live = lifecycle.session.peek();
    if (!live) return;
    if (!viewport) return notices.report({ code: 'scene/no-webgl' });
    notices.dismiss(LEFT_OUT);
    announce();
    const saved = await viewport.save(formatOf(way));
    notices.dismiss(MAKING);
    if (!saved.ok) return notices.report(saved.error);
    const { blob, missing } = saved.value;
    hand(way, blob, live.open.name.peek());
    if (missing > 0) notices.show({ id: LEFT_OUT, tone: 'waiting', ...texts.notices.leftOut(missing) });
  }

  return async way => {
    if (isBusy) return announce();
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
