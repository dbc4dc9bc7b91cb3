import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openDisk } from '../../client/disk/index.ts';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { ORIGINS, type Origin, SessionDocument, updateOrigin } from '../../shared/session/index.ts';
import { type Fault, failCommits } from '../support/disk-faults.ts';
import {
  diskState,
  InProcessLocks,
  names,
  type OpenTab,
  openTab,
  place,
  reload,
  rename,
  rowsOf,
  tab,
} from '../support/tabs.ts';
import { until } from '../support/until.ts';

let fault: Fault | undefined;
const open: OpenTab[] = [];
afterEach(async () => {
  fault?.mend();
  fault = undefined;
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const each of open.splice(0)) {
    await each.disk.close();
    each.document.destroy();
  }
});

async function opened(id: SessionId, locks: InProcessLocks | undefined): Promise<OpenTab> {
  const made = await openTab(id, locks);
  open.push(made);
  return made;
}

const fresh = (id: SessionId): Promise<SessionDocument> => reload(id, tab(undefined));

/** The pause between two writes passes and no longer one: nobody loses patience, nobody tries again. */
function withoutPatience(): void {
  const { setTimeout } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms = 0) =>
    setTimeout(ms > LIMITS.diskFlushMs ? () => undefined : work, ms)) as typeof setTimeout);
}

/** Transactions that write while `work` runs. */
async function writesDuring(work: () => Promise<void>): Promise<number> {
  const { transaction } = IDBDatabase.prototype;
  let count = 0;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    if (mode === 'readwrite') count += 1;
    return transaction.call(this, names, mode, options);
  };
  try {
    await work();
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  return count;
}

describe('two tabs', () => {
  it('[DISK-11] both show every edit at once, and one writes', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    for (let i = 0; i < 5; i++) {
      place(one.document, `one ${i}`);
      place(two.document, `two ${i}`);
    }
    await until(() => names(one.document).length === 10 && names(two.document).length === 10, 'both equal');
    await until(() => diskState(one) === 'saved' && diskState(two) === 'saved', 'both saved');
    expect((await rowsOf(id)).length).toBeLessThanOrEqual(10);
    expect(names(await fresh(id))).toEqual(names(one.document));
    const writes = await writesDuring(async () => {
      place(two.document, 'by the second');
      await until(() => diskState(two) === 'saved', 'saved');
    });
    expect(writes).toBe(1);
  });

  it('[DISK-11] a tab that opens later gets what is not on the disk yet, and gives what it has', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    fault = failCommits('QuotaExceededError');
    place(one.document, 'memory only');
    await one.disk.flush();
    fault.mend();
    const document = new SessionDocument();
    place(document, 'brought along');
    const two = await openTab(id, locks, document);
    open.push(two);
    await until(() => names(two.document).includes('memory only'), 'what the first has');
    await until(() => names(one.document).includes('brought along'), 'what the second has');
  });

  it('[DISK-11] updates that the channel lost are asked for', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    const box = place(one.document, 'first');
    await until(() => two.document.objects.size === 1, 'the first edit');
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = () => undefined;
    rename(one.document, box, 'lost');
    BroadcastChannel.prototype.postMessage = postMessage;
    rename(one.document, box, 'heard');
    await until(() => two.document.objects.get(box)?.name === 'heard', 'both edits');
    expect(two.document.doc.store.pendingStructs).toBeNull();
  });

  it('[DISK-11] what one tab heard from the relay is told apart from edits', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    const origins: Origin[] = [];
    two.document.doc.on('update', (_: Uint8Array, __: unknown, ___: Y.Doc, transaction: Y.Transaction) =>
      origins.push(updateOrigin(transaction)),
    );
    place(one.document, 'edit');
    await until(() => origins.length === 1, 'the edit');
    const far = new SessionDocument();
    place(far, 'far');
    Y.applyUpdate(one.document.doc, Y.encodeStateAsUpdate(far.doc), ORIGINS.relay);
    await until(() => origins.length === 2, 'the update');
    expect(origins).toEqual([ORIGINS.tab.edit, ORIGINS.tab.relay]);
  });

  it('[DISK-12] the second tab says saved only after the first has written', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    fault = failCommits(null);
    place(two.document, 'kept');
    await until(() => diskState(one) === 'failed', 'the writer to fail');
    expect(names(one.document)).toEqual(['kept']);
    expect(two.disk.state.value).toEqual({ state: 'saving', changes: 1 });
    fault.mend();
    await one.disk.retry();
    await until(() => diskState(two) === 'saved', 'the word of the writer');
    expect(names(await fresh(id))).toEqual(['kept']);
  });

  it('[DISK-13] when the writer is gone the next one writes', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    place(two.document, 'before');
    await until(() => diskState(two) === 'saved', 'saved');
    await one.disk.close();
    withoutPatience();
    place(two.document, 'after');
    await until(() => diskState(two) === 'saved', 'saved by itself');
    expect(names(await fresh(id))).toEqual(['after', 'before']);
  });

  it('[DISK-13] a writer that freezes lets go', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    withoutPatience();
    place(one.document, 'from the first');
    one.page.say('frozen');
    await until(() => diskState(one) === 'saved', 'its last words');
    place(two.document, 'from the second');
    await until(() => diskState(two) === 'saved', 'saved');
    one.page.say('resumed');
    place(one.document, 'back again');
    await until(() => diskState(one) === 'saved', 'saved by the second');
    expect(names(await fresh(id))).toEqual(['back again', 'from the first', 'from the second']);
  });

  it('[DISK-13] what the last writer could not save, the next one saves with all that it knows', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const one = await opened(id, locks);
    const two = await opened(id, locks);
    withoutPatience();
    fault = failCommits('QuotaExceededError');
    place(one.document, 'never written');
    await until(
      () => diskState(one) === 'failed' && names(two.document).length === 1,
      'the other to know it',
    );
    fault.mend();
    one.page.say('frozen');
    await until(async () => (await rowsOf(id)).length === 1, 'the next writer');
    expect(names(await fresh(id))).toEqual(['never written']);
  });

  it('[DISK-13] a tab that gets no answer writes by itself', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    // Somebody who holds the lock and never says anything.
    void locks.request(`ai-frame/${id}`, {}, () => new Promise(() => undefined));
    const two = await opened(id, locks);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    place(two.document, 'alone');
    expect(diskState(two)).toBe('saving');
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await until(() => diskState(two) === 'saved', 'saved');
    expect(names(await fresh(id))).toEqual(['alone']);
  });

  it('[DISK-14] without locks each tab writes its own edits and nobody else’s', async () => {
    const id = newSessionId();
    const one = await opened(id, undefined);
    const two = await opened(id, undefined);
    place(one.document, 'one');
    place(two.document, 'two');
    await until(() => names(one.document).length === 2 && names(two.document).length === 2, 'both equal');
    await until(() => diskState(one) === 'saved' && diskState(two) === 'saved', 'both saved');
    expect(await rowsOf(id)).toHaveLength(2);
    expect(names(await fresh(id))).toEqual(['one', 'two']);
  });

  it('[DISK-14] without locks one tab’s failure is not hidden by the other', async () => {
    const id = newSessionId();
    const one = await opened(id, undefined);
    const two = await opened(id, undefined);
    fault = failCommits('QuotaExceededError');
    place(one.document, 'one');
    await until(() => names(two.document).length === 1, 'the edit to arrive');
    await one.disk.flush();
    expect(diskState(one)).toBe('failed');
    fault.mend();
    await one.disk.retry();
    expect(names(await fresh(id))).toEqual(['one']);
  });

  it('[DISK-15] a session deleted in another tab goes on in memory until the person brings it back', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const disk = await openDisk(tab(locks));
    if (!disk.ok) throw new Error(disk.error.code);
    const one = await opened(id, locks);
    place(one.document, 'kept');
    await one.disk.flush();
    expect(await disk.value.library.remove(id)).toEqual({ ok: true, value: undefined });
    await until(() => diskState(one) === 'failed', 'the news');
    expect(one.disk.state.value).toMatchObject({ error: { code: 'disk/deleted' } });
    expect(() => place(one.document, 'afterwards')).not.toThrow();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await vi.advanceTimersByTimeAsync(120_000);
    vi.useRealTimers();
    expect((await indexedDB.databases()).map(each => each.name)).not.toContain(`ai-frame/${id}`);
    expect(await one.disk.retry()).toMatchObject({ ok: true });
    expect(names(await fresh(id))).toEqual(['afterwards', 'kept']);
    disk.value.close();
  });

  it('[DISK-15] nor when the tab that wrote closes and the next one takes over', async () => {
    const id = newSessionId();
    const locks = new InProcessLocks();
    const disk = await openDisk(tab(locks));
    if (!disk.ok) throw new Error(disk.error.code);
    const [one, two] = [await opened(id, locks), await opened(id, locks)];
    place(one.document, 'gone');
    await until(() => names(two.document).length === 1, 'the other tab');
    await disk.value.library.remove(id);
    await until(() => diskState(one) === 'failed' && diskState(two) === 'failed', 'the news');
    await one.disk.close();
    place(two.document, 'afterwards');
    // Whatever the other tab would do now takes no longer than the same thing started later.
    for (let i = 0; i < 2; i++) {
      const later = await opened(newSessionId(), locks);
      place(later.document);
      await later.disk.flush();
    }
    expect(two.disk.state.value).toMatchObject({ state: 'failed', error: { code: 'disk/deleted' } });
    expect((await indexedDB.databases()).map(each => each.name)).not.toContain(`ai-frame/${id}`);
    disk.value.close();
  });
});
