import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { Actions, OpenSession } from '../../client/model/index.ts';
import { textEntry } from '../../client/panel/pages/selection-page.ts';
import { newObjectId, type ObjectId } from '../../shared/ids.ts';

/** A session in which this is selected, and what is asked of it. */
function panel() {
  const [note, box] = [newObjectId(), newObjectId()];
  const selection = signal<ReadonlySet<ObjectId>>(new Set([note]));
  const session = { selection, selected: signal({ text: 'Before' }) } as unknown as OpenSession;
  const open = signal<OpenSession | undefined>(session);
  const written: unknown[] = [];
  const actions = {
    select: ids => {
      selection.value = ids;
    },
    editSelection: fields => void written.push([...selection.peek(), fields]),
  } as Pick<Actions, 'select' | 'editSelection'> as Actions;
  return { note, box, selection, open, written, entry: textEntry({ actions, open }) };
}

describe('the text of an object', () => {
  it('[PANEL-12] goes to the object that it was written for, though another one is selected by then', () => {
    const { note, box, selection, written, entry } = panel();
    expect(entry.initial).toBe('Before');
    selection.value = new Set([box]);
    entry.done('After');
    expect(written).toEqual([[note, { text: 'After' }]]);
  });

  it('[PANEL-12] goes nowhere once its session is closed', () => {
    const { open, written, entry } = panel();
    open.value = undefined;
    entry.done('After');
    expect(written).toEqual([]);
  });
});
