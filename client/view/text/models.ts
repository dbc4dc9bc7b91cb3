import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';

/** "Box", and of a model that came with the app "Chair"; a kind that this version does not know by its id. */
export const kindTitle = (kind: string, asset?: string): string =>
  (bundledModel(asset) ?? kindOf(kind))?.title ?? kind;

export const HINT = 'Choose one, then press where it should stand.';
export const HINT_BRING = 'Models (GLB) and pictures brought on a screen come up here.';
