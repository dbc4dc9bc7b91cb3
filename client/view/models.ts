import { BUNDLED_MODELS, bundledModel } from '../../shared/kinds/index.ts';
import type { Brought, OpenSession, ToolChoice } from '../model/index.ts';
import { texts } from './text/index.ts';

/** Returns the models that came with the app, in the shape of those that people brought. */
const bundled = (): readonly Brought[] =>
  BUNDLED_MODELS.map(({ asset, size }) => ({
    asset,
    title: texts.models.kindTitle('model', asset),
    size,
    kind: 'model',
  }));

/** Models that came with the app, then models and pictures that people brought to this session. */
export const modelsOf = (open: OpenSession | undefined): readonly Brought[] => [
  ...bundled(),
  ...(open?.brought.value ?? []),
];

/** Returns the tool whose next press places the given model or picture. */
export const modelChoice = ({ asset, kind, size, title }: Brought): ToolChoice =>
  bundledModel(asset) ? { tool: 'place', kind, asset } : { tool: 'place', kind, asset, size, name: title };

export const modelsHint = (open: OpenSession | undefined): string =>
  (open?.brought.value ?? []).length > 0
    ? texts.models.HINT
    : `${texts.models.HINT} ${texts.models.HINT_BRING}`;
