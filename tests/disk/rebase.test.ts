import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { attachDocument } from '../../client/disk/document/document-disk.ts';
import { deleteDocument, documentName } from '../../client/disk/document/documents.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import { rebaseOnto, SessionDocument } from '../../shared/session/index.ts';
import { type Fault, failCommits } from '../support/disk-faults.ts';
import {
  diskState,
  InProcessLocks,
  names,
  type OpenTab,
  openTab,
  Page,
  place,
  reload,
  tab,
  withDatabase,
} from '../support/tabs.ts';
import { until } from '../support/until.ts';

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

const CARRY = {
  baseline: undefined,
  kept: [],
  user: 'tester-tester-tester',
  authors: {},
  isOtherHistory: false,
};

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
    one.disk.replaceDocument(0, keepOne);
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
    expect(again.disk.metadata.value.kept).toMatchObject({
      code: 'gate/role',
      edits: [{ type: 'remove', id: 'a' }],
    });
    again.disk.updateMetadata(notes => ({ ...notes, kept: undefined }));
    await until(async () => !(await asideOf(id)).some(key => key.startsWith('before/')), 'the old one to go');
    await again.disk.close();
  });

  it('[DISK-30] leaves alone what another version of the app has kept, and the document that belongs to it', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    one.document.swap(another(), []);
    one.disk.replaceDocument(0, keepOne);
    await until(() => diskState(one) === 'saved', 'the swap');
    await one.disk.close();
    const kept = { code: 'gate/from-tomorrow', pages: [1, 2] };
    const stored = await withDatabase(id, ({ custom }) => custom.get('notes'));
    await withDatabase(id, ({ custom }) => custom.put({ ...stored, kept }, 'notes'));
    const again = await openTab(id, new InProcessLocks());
    expect(again.disk.metadata.value.kept).toBeUndefined();
    again.disk.updateMetadata(notes => ({ ...notes, epoch: 'another' }));
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
    one.disk.replaceDocument(0, keepOne);
    await until(() => diskState(one) === 'failed', 'the failure');
    fault.mend();
    expect(names(await reload(id, tab(undefined)))).toEqual(['mine']);
    expect((await one.disk.retry()).ok).toBe(true);
    await one.disk.close();
    expect(names(await reload(id, tab(undefined)))).toEqual(['of the relay']);
  });
});

/** A tab that hears nothing of the others: it was asleep. */
async function deaf(id: SessionId, document = new SessionDocument()): Promise<OpenTab> {
  const page = new Page();
  const disk = attachDocument(
    id,
    document,
    tab(undefined, page, () => new BroadcastChannel(newSessionId())),
  );
  await disk.settled;
  return { document, disk, page };
}

async function goesOver(one: OpenTab): Promise<void> {
  one.document.swap(another(), []);
  await one.disk.replaceDocument(0, keepOne);
}

describe('a tab that another one has left behind', () => {
  it('[DISK-32] writes nothing into the other document, says so, and takes there what its person has done', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    place(one.document, 'seen by both');
    await one.disk.flush();
    const two = await deaf(id);
    await goesOver(one);
    place(two.document, 'nobody knows it');
    expect(await two.disk.flush()).toMatchObject({ ok: false, error: { code: 'disk/left-behind' } });
    expect(names(await reload(id, tab(undefined)))).toEqual(['of the relay']);
    const newer = two.disk.newerGeneration.value;
    if (!newer) throw new Error('it has not heard');
    expect(newer.metadata.kept).toMatchObject({ code: 'gate/role' });
    const { sent } = rebaseOnto(two.document, newer.doc, { ...CARRY, baseline: newer.baseline });
    two.disk.adoptGeneration();
    expect(sent).toMatchObject([{ type: 'add' }]);
    expect(two.disk.newerGeneration.value).toBeUndefined();
    place(two.document, 'afterwards');
    expect((await two.disk.flush()).ok).toBe(true);
    const all = ['afterwards', 'nobody knows it', 'of the relay'];
    expect(names(two.document)).toEqual(all);
    expect(names(await reload(id, tab(undefined)))).toEqual(all);
    await two.disk.close();
    await one.disk.close();
  });

  it('[DISK-32] neither folds, notes nor recovers into it', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    const [noting, failing] = [await deaf(id), await deaf(id)];
    fault = failCommits('QuotaExceededError');
    place(failing.document, 'while the disk was full');
    await failing.disk.flush();
    fault.mend();
    await goesOver(one);
    expect(await failing.disk.retry()).toMatchObject({ ok: false, error: { code: 'disk/left-behind' } });
    noting.disk.updateMetadata(notes => ({ ...notes, epoch: 'of the old one', kept: undefined }));
    await until(
      () => noting.disk.newerGeneration.value && failing.disk.newerGeneration.value,
      'both to know',
    );
    const stored = await withDatabase(id, ({ custom }) => custom.get('notes'));
    expect(stored).toMatchObject({ generation: 1, epoch: undefined, kept: { code: 'gate/role' } });
    expect(names(await reload(id, tab(undefined)))).toEqual(['of the relay']);
    for (const each of [noting, failing, one]) await each.disk.close();
  });

  it('[DISK-32] of two that go over at once one does, and the other comes after it', async () => {
    const id = newSessionId();
    const [one, two] = [await deaf(id), await deaf(id)];
    place(one.document, 'old');
    await one.disk.flush();
    await two.disk.catchUp();
    await Promise.all([goesOver(one), goesOver(two)]);
    await until(() => two.disk.newerGeneration.value, 'the second to know');
    expect(two.disk.newerGeneration.value?.kept).toMatchObject({ code: 'gate/role' });
    expect(diskState(one)).toBe('saved');
    expect((await asideOf(id)).filter(key => key.startsWith('before/'))).toHaveLength(1);
    for (const each of [one, two]) await each.disk.close();
  });

  it('[DISK-35] has its edits in the session that goes over, also where the tab that leads had lost its connection', async () => {
    const id = newSessionId();
    const [one, two] = [await deaf(id), await deaf(id)];
    place(one.document, 'of the first');
    fault = failCommits('QuotaExceededError');
    await one.disk.flush();
    fault.mend();
    expect(diskState(one)).toBe('failed');
    place(two.document, 'of the second');
    await two.disk.flush();
    await two.disk.close();
    expect(await one.disk.catchUp()).toBe(true);
    expect(names(one.document)).toEqual(['of the first', 'of the second']);

    // A session that was deleted elsewhere is not brought back by that.
    const three = await deaf(id);
    await deleteDocument(id);
    await until(() => diskState(three) === 'failed', 'the deletion');
    await three.disk.catchUp();
    const all = await indexedDB.databases();
    expect(all.map(({ name }) => name)).not.toContain(documentName(id));
    for (const each of [one, three]) await each.disk.close();
  });

  it('[DISK-32] hears of it from the other one, also when it wakes up late', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const [one, two] = [await openTab(id, locks), await openTab(id, locks)];
    await goesOver(one);
    await until(() => two.disk.newerGeneration.value, 'the second to know');
    for (const each of [one, two]) await each.disk.close();
  });
});

describe('what is noted beside a document', () => {
  it('[DISK-33] in one tab shows in the others', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const [one, two] = [await openTab(id, locks), await openTab(id, locks)];
    one.disk.updateMetadata(keepOne);
    await until(() => two.disk.metadata.value.kept, 'the second to show it');
    two.disk.updateMetadata(notes => ({ ...notes, kept: undefined }));
    await until(() => !one.disk.metadata.value.kept, 'the first to let it go');
    for (const each of [one, two]) await each.disk.close();
  });

  it('[DISK-34] by another version of the app is set aside, not written over, and said', async () => {
    const id = newSessionId();
    const first = await openTab(id, new InProcessLocks());
    await goesOver(first);
    await first.disk.close();
    const kept = { code: 'gate/from-tomorrow', pages: [1, 2] };
    const stored = await withDatabase(id, ({ custom }) => custom.get('notes'));
    await withDatabase(id, ({ custom }) => custom.put({ ...stored, kept }, 'notes'));
    const one = await openTab(id, new InProcessLocks());
    expect(await one.disk.settled).toMatchObject({ ok: true, value: { unread: true } });
    await goesOver(one);
    const key = (await asideOf(id)).find(each => each.startsWith('kept/')) ?? '';
    expect(await withDatabase(id, ({ custom }) => custom.get(key))).toEqual(kept);
    // Deciding about one list decides nothing about the other.
    one.disk.updateMetadata(notes => ({ ...notes, kept: undefined }));
    await one.disk.close();
    expect((await asideOf(id)).filter(each => each.startsWith('before/')).length).toBeGreaterThan(0);
    const again = await openTab(id, new InProcessLocks());
    expect(await again.disk.settled).toMatchObject({ ok: true, value: { unread: true } });
    await again.disk.close();
  });

  it('[DISK-34] is written again where the session was deleted in another tab and is kept after all', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    await goesOver(one);
    const deleted = await deleteDocument(id);
    expect(deleted.ok).toBe(true);
    await until(() => diskState(one) === 'failed', 'the news');
    expect((await one.disk.retry()).ok).toBe(true);
    await one.disk.close();
    const again = await openTab(id, new InProcessLocks());
    expect(again.disk.metadata.value).toMatchObject({ generation: 1, kept: { code: 'gate/role' } });
    expect(names(again.document)).toEqual(['of the relay']);
    await again.disk.close();
  });
});
