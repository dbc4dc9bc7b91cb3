import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newSessionId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import {
  diskState,
  InProcessLocks,
  names,
  openTab,
  place,
  reload,
  tab,
  withDatabase,
} from './browser-doubles.ts';
import { type Fault, failCommits } from './faults.ts';
import { until } from './until.ts';

let fault: Fault | undefined;
afterEach(() => {
  fault?.mend();
  fault = undefined;
});

const keepOne = <T extends object>(notes: T) => ({
  ...notes,
  kept: {
    code: 'gate/role' as const,
    detail: undefined,
    asked: false,
    edits: [{ type: 'remove' as const, root: 'objects' as const, id: 'a', own: true }],
  },
});
const asideOf = (id: Parameters<typeof withDatabase>[0]) =>
  withDatabase(id, ({ custom }) => custom.getAllKeys()).then(keys => keys.map(String));

/** The relay's document, which knows nothing of what was made here. */
function another(): Y.Doc {
  const document = new SessionDocument();
  place(document, 'of the relay');
  return document.doc;
}

describe('going over to another document', () => {
  it('[DISK-30] puts it in the place of the old one, with what is kept, and sets the old one aside', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    for (let n = 0; n < 5; n++) place(one.document, 'mine');
    await one.disk.flush();
    one.document.swap(another(), []);
    one.disk.swap(keepOne);
    place(one.document, 'after');
    expect((await one.disk.flush()).ok).toBe(true);
    await until(() => diskState(one) === 'saved', 'the swap');
    await one.disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['after', 'of the relay']);
    const keys = await asideOf(id);
    expect(keys).toContain('notes');
    const before = keys.find(key => key.startsWith('before/')) ?? '';
    const old = new Y.Doc();
    Y.applyUpdate(old, (await withDatabase(id, ({ custom }) => custom.get(before))) as Uint8Array);
    expect(old.getMap('objects').size).toBe(5);
    const again = await openTab(id, new InProcessLocks());
    expect(again.disk.notes.value.kept).toMatchObject({
      code: 'gate/role',
      edits: [{ type: 'remove', id: 'a' }],
    });
    again.disk.note(notes => ({ ...notes, kept: undefined }));
    await until(async () => !(await asideOf(id)).some(key => key.startsWith('before/')), 'the old one to go');
    await again.disk.close();
  });

  it('[DISK-30] leaves alone what another version of the app has kept, and the document that belongs to it', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    one.document.swap(another(), []);
    one.disk.swap(keepOne);
    await until(() => diskState(one) === 'saved', 'the swap');
    await one.disk.close();
    const kept = { code: 'gate/from-tomorrow', pages: [1, 2] };
    const stored = await withDatabase(id, ({ custom }) => custom.get('notes'));
    await withDatabase(id, ({ custom }) => custom.put({ ...stored, kept }, 'notes'));
    const again = await openTab(id, new InProcessLocks());
    expect(again.disk.notes.value.kept).toBeUndefined();
    again.disk.note(notes => ({ ...notes, epoch: 'another' }));
    await until(
      async () => (await withDatabase(id, ({ custom }) => custom.get('notes'))).epoch === 'another',
      'the note',
    );
    expect(await withDatabase(id, ({ custom }) => custom.get('notes'))).toMatchObject({ kept });
    expect((await asideOf(id)).some(key => key.startsWith('before/'))).toBe(true);
    await again.disk.close();
  });

  it('[DISK-31] waits for a disk that cannot take it, and a crash before that finds the old one', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    place(one.document, 'mine');
    await one.disk.flush();
    fault = failCommits('QuotaExceededError');
    one.document.swap(another(), []);
    one.disk.swap(keepOne);
    await until(() => diskState(one) === 'failed', 'the failure');
    fault.mend();
    expect(names(await reload(id, tab(undefined)))).toEqual(['mine']);
    expect((await one.disk.retry()).ok).toBe(true);
    await one.disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['of the relay']);
  });
});
