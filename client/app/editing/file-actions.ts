import { bundledModel } from '../../../shared/kinds/index.ts';
import type { Actions, Model } from '../../model/index.ts';
import { readBundled } from '../../scene/index.ts';
import { texts } from '../../view/index.ts';
import type { Notices } from '../notices.ts';
import type { Lifecycle } from '../session/lifecycle.ts';
import type { Display } from '../viewport/display.ts';
import { saveScene } from '../viewport/save-scene.ts';
import type { Viewport } from '../viewport/viewport.ts';
import { importAsset } from './import-asset.ts';

export interface FileContext {
  readonly model: Model;
  readonly lifecycle: Lifecycle;
  readonly notices: Notices;
  /** These two are undefined where the browser cannot draw in 3D. */
  readonly display: Display | undefined;
  readonly viewport: Viewport | undefined;
}

export type FileActions = Pick<Actions, 'bring' | 'thumbnail' | 'saveScene'>;

/** Importing and exporting files. `importSession` opens a session file. */
export function fileActions(context: FileContext, importSession: (file: File) => Promise<void>): FileActions {
  const { model, lifecycle, notices, display } = context;
  const thumbnails = new Map<string, string>();

  async function bytesOf(asset: string): Promise<ArrayBuffer | undefined> {
    const bundled = bundledModel(asset);
    if (!bundled) return (await lifecycle.session.peek()?.open.blobs.get(asset))?.arrayBuffer();
    try {
      return await readBundled(asset);
    } catch (cause) {
      // Neither in the cache nor to be had now; what it is stands in for how it looks.
      console.warn(bundled.path, cause);
      return undefined;
    }
  }

  async function thumbnail(asset: string): Promise<string | undefined> {
    const known = thumbnails.get(asset);
    if (known !== undefined) return known;
    const bytes = await bytesOf(asset);
    const inspected = bytes && (await display?.inspect(bytes));
    if (!inspected?.ok) return undefined;
    thumbnails.set(asset, inspected.value.thumbnail);
    return inspected.value.thumbnail;
  }

  return {
    saveScene: saveScene(context),
    thumbnail,
    bring: async file => {
      const live = lifecycle.session.peek();
      if (file.name.endsWith('.aiframe')) return importSession(file);
      if (!live) return;
      if (!display) return notices.report({ code: 'scene/no-webgl' });
      const result = await importAsset(file, live, display.inspect);
      if (!result.ok) return notices.report(result.error);
      const { imported, simplified, notes } = result.value;
      const { asset, kind, size, title } = imported;
      model.choice.value = { tool: 'place', kind, asset, size, name: title };
      const described = texts.errors.describeNotes(notes);
      if (described) notices.show({ id: `noted-${asset}`, tone: 'info', ...described });
      if (simplified)
        notices.show({ id: `simplified-${asset}`, tone: 'info', ...texts.notices.MODEL_SIMPLIFIED });
    },
  };
}
