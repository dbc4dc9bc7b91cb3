import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { multiSelect } from '../../client/app/editing/tool-actions.ts';
import { createModel, type OpenSession } from '../../client/model/index.ts';
import { newSessionId, type ObjectId } from '../../shared/ids.ts';

function opened() {
  const model = createModel({ name: 'Ada', color: '#4cc2ff' });
  const selection = signal<ReadonlySet<ObjectId>>(new Set());
  const open = { selection } as unknown as OpenSession;
  const selectSeveral = multiSelect(model);
  model.session.value = { state: 'open', id: newSessionId(), open };
  const select = (...ids: string[]): void => {
    selection.value = new Set(ids as ObjectId[]);
  };
  return { model, select, selectSeveral };
}

describe('selecting several', () => {
  it('[APP-41] begins with the select tool, with nothing or something selected, and ends when the person says so', () => {
    const { model, select, selectSeveral } = opened();
    model.choice.value = { tool: 'draw' };
    selectSeveral(true);
    expect(model.choice.value).toEqual({ tool: 'select' });
    expect(model.several.value).toBe(true);
    select('a', 'b');
    select('a');
    expect(model.several.value).toBe(true);
    selectSeveral(false);
    expect(model.several.value).toBe(false);
  });

  it('[APP-41] ends once nothing is selected any more, and with its session', () => {
    const { model, select, selectSeveral } = opened();
    selectSeveral(true);
    select('a');
    select();
    expect(model.several.value).toBe(false);
    selectSeveral(true);
    model.session.value = { state: 'closed' };
    expect(model.several.value).toBe(false);
  });
});
