import { bundledModel } from '../../../shared/kinds/index.ts';
import { describeNotes } from '../../../shared/messages/models.ts';
import type { Actions, Model } from '../../model/index.ts';
import { readBundled } from '../../scene/index.ts';
import type { Notices } from '../notices.ts';
import type { Lifecycle } from '../session/lifecycle.ts';
import { saveScene } from '../viewport/save-scene.ts';
import type { Viewport } from '../viewport/viewport.ts';
import { importAsset } from './import-asset.ts';

export interface FileContext {
  readonly model: Model;
  readonly lifecycle: Lifecycle;
  readonly notices: Notices;
  /** Undefined where the browser cannot draw in 3D. */
  viewport(): Viewport | undefined;
}

export type FileActions = Pick<Actions, 'bring' | 'thumbnail' | 'saveScene'>;

/**
 * What people do with files: those that they bring, and the ones that they take along. `importSession` opens
 * a session file.
 */
export function fileActions(context: FileContext, importSession: (file: File) => Promise<void>): FileActions {
  const { model, lifecycle, notices } = context;
  const thumbnails = new Map<string, string>();

  async function bytesOf(asset: string): Promise<ArrayBuffer | undefined> {
    const bundled = bundledModel(asset);
    if (!bundled) return (await lifecycle.current()?.open.blobs.get(asset))?.arrayBuffer();
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
    const examined = bytes && (await context.viewport()?.examine(bytes));
    if (!examined?.ok) return undefined;
    thumbnails.set(asset, examined.value.thumbnail);
    return examined.value.thumbnail;
  }

  return {
    saveScene: saveScene(context),
    thumbnail,
    bring: async file => {
      const live = lifecycle.current();
      if (file.name.endsWith('.aiframe')) return importSession(file);
      if (!live) return;
      const result = await importAsset(file, live, context.viewport());
      if (!result.ok) return notices.report(result.error);
      const { brought, simplified, notes } = result.value;
      const { asset, kind, size, title } = brought;
      model.choice.value = { tool: 'place', kind, asset, size, name: title };
      const noted = describeNotes(notes);
      if (noted) notices.say({ id: `noted-${asset}`, tone: 'info', ...noted });
      if (!simplified) return;
      notices.say({
        id: `simplified-${asset}`,
        tone: 'info',
        title: 'That model has more triangles than a headset draws smoothly',
        detail: 'It is shown with fewer of them. The file itself stays as it is.',
      });
    },
  };
}
