import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { Brought } from '../../client/model/index.ts';
import { modelChoice, modelsHint, modelsOf, texts } from '../../client/view/index.ts';
import { BUNDLED_MODELS } from '../../shared/kinds/index.ts';
import { openSession } from '../ui/preview/base.ts';

const CHAIR: Brought = { asset: 'ab'.repeat(32), kind: 'model', title: 'Chair', size: [0.5, 0.9, 0.5] };

describe('what can be placed beside shapes', () => {
  it('[VIEW-45] is what came with the app, then what was brought, which keeps its size and name', () => {
    const open = { ...openSession({}), brought: signal([CHAIR]) };
    const models = modelsOf(open);
    expect(models.map(({ title }) => title)).toEqual([
      ...BUNDLED_MODELS.map(({ title }) => title),
      CHAIR.title,
    ]);
    expect(models.map(modelChoice).at(-1)).toEqual({
      tool: 'place',
      kind: 'model',
      asset: CHAIR.asset,
      size: CHAIR.size,
      name: 'Chair',
    });
    expect(modelChoice(models[0] as Brought)).not.toHaveProperty('size');
    expect(modelsHint(open)).toBe(texts.models.HINT);
    expect(modelsHint(openSession({}))).toContain(texts.models.HINT_BRING);
  });
});
