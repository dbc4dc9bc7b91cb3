import 'fake-indexeddb/auto';
import { forceCloseDatabase } from 'fake-indexeddb';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { newSessionId, type ObjectId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { type Fault, failCommits, watchConnections } from '../support/disk-faults.ts';
import {
  diskState,
  InProcessLocks,
  names,
  openTab,
  place,
  reload,
  rename,
  rowsOf,
  tab,
} from '../support/tabs.ts';
import { until } from '../support/until.ts';

let fault: Fault | undefined;
afterEach(() => {
  fault?.mend();
  fault = undefined;
});

const fresh = (id = newSessionId()) => reload(id, tab(undefined));

describe('saving', () => {
  it('[DISK-1] what was saved is there after a reload, and the state said so in between', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    expect(one.disk.state.value).toEqual({ state: 'saved' });
    place(one.document, 'one');
    place(one.document, 'two');
    expect(one.disk.state.value).toEqual({ state: 'saving', changes: 2 });
    await until(() => diskState(one) === 'saved', 'saved');
    // No close, no goodbye: the tab is simply gone.
    expect(names(await fresh(id))).toEqual(['one', 'two']);
  });

  it('[DISK-1] an edit from before the disk was attached is saved too', async () => {
    const id = newSessionId();
    const document = new SessionDocument();
    place(document, 'early');
    const one = await openTab(id, new InProcessLocks(), document);
    place(document, 'late');
    await one.disk.flush();
    expect(names(await fresh(id))).toEqual(['early', 'late']);
    await one.disk.close();
  });

  it('[DISK-2] the first edits leave at once, and those in quick succession share a transaction', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    await until(() => diskState(one) === 'saved', 'saved');
    const { transaction } = IDBDatabase.prototype;
    const modes: (string | undefined)[] = [];
    IDBDatabase.prototype.transaction = function (names, mode, options) {
      if (mode === 'readwrite') modes.push(options?.durability);
      return transaction.call(this, names, mode, options);
    };
    try {
      // However slow the machine is, no time passes between them.
      const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
      for (let i = 0; i < 20; i++) place(one.document, `${i}`);
      await Promise.resolve();
      expect(modes).toEqual(['strict']);
      for (let i = 20; i < 40; i++) {
        place(one.document, `${i}`);
        await Promise.resolve();
      }
      expect(modes).toEqual(['strict']);
      now.mockRestore();
      await until(() => diskState(one) === 'saved', 'saved');
    } finally {
      IDBDatabase.prototype.transaction = transaction;
    }
    expect(modes).toEqual(['strict', 'strict']);
    expect(await rowsOf(id)).toHaveLength(40);
    await one.disk.close();
  });

  it.each(['hidden', 'frozen'] as const)(
    '[DISK-2] a page that is %s has its transaction begun before the event is over',
    async event => {
      const id = newSessionId();
      const one = await openTab(id, undefined);
      place(one.document, 'last words');
      let begun = 0;
      const { transaction } = IDBDatabase.prototype;
      IDBDatabase.prototype.transaction = function (...args) {
        begun += 1;
        return transaction.apply(this, args);
      };
      one.page.say(event);
      IDBDatabase.prototype.transaction = transaction;
      expect(begun).toBe(1);
      await until(() => diskState(one) === 'saved', 'saved');
      expect(names(await fresh(id))).toEqual(['last words']);
      await one.disk.close();
    },
  );
});

describe('when the disk fails', () => {
  it.each([
    ['QuotaExceededError', 'disk/full'],
    [null, 'disk/closed'],
  ] as const)(
    '[DISK-3] [DISK-4] a commit that ends with %s shows as %s, and mends with nothing lost',
    async (errorName, code) => {
      const id = newSessionId();
      const one = await openTab(id, new InProcessLocks());
      place(one.document, 'before');
      await one.disk.flush();
      fault = failCommits(errorName);
      place(one.document, 'during');
      expect(await one.disk.flush()).toMatchObject({ ok: false, error: { code } });
      expect(one.disk.state.value).toMatchObject({ state: 'failed', error: { code }, changes: 1 });
      place(one.document, 'while failed');
      expect(one.disk.state.value).toMatchObject({ state: 'failed', changes: 2 });
      expect(await one.disk.retry()).toMatchObject({ ok: false, error: { code } });
      expect(names(one.document)).toEqual(['before', 'during', 'while failed']);
      expect(names(await withoutFault(() => fresh(id)))).toEqual(['before']);
      fault.mend();
      expect(await one.disk.retry()).toEqual({ ok: true, value: undefined });
      expect(one.disk.state.value).toEqual({ state: 'saved' });
      place(one.document, 'after');
      await one.disk.flush();
      expect(names(await fresh(id))).toEqual(['after', 'before', 'during', 'while failed']);
      await one.disk.close();

      async function withoutFault<T>(work: () => Promise<T>): Promise<T> {
        fault?.mend();
        const result = await work();
        fault = failCommits(errorName);
        return result;
      }
    },
  );

  it('[DISK-4] it mends by itself', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    fault = failCommits('QuotaExceededError');
    place(one.document, 'kept');
    await one.disk.flush();
    expect(diskState(one)).toBe('failed');
    fault.mend();
    await until(() => diskState(one) === 'saved', 'the next try');
    expect(names(await fresh(id))).toEqual(['kept']);
    await one.disk.close();
  });

  it('[DISK-4] a lost row does not hide the later edits of its author', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    const box = place(one.document, 'first');
    await one.disk.flush();
    fault = failCommits(null);
    rename(one.document, box, 'second');
    await one.disk.flush();
    fault.mend();
    rename(one.document, box, 'third');
    await one.disk.retry();
    rename(one.document, box, 'fourth');
    await one.disk.flush();
    expect(names(await fresh(id))).toEqual(['fourth']);
    await one.disk.close();
  });

  it('[DISK-3] [DISK-4] a connection that the browser closes is opened again', async () => {
    const id = newSessionId();
    const connections = watchConnections();
    const one = await openTab(id, new InProcessLocks());
    place(one.document, 'before');
    await one.disk.flush();
    connections.stop();
    for (const db of connections.all) forceCloseDatabase(db as never);
    await until(() => diskState(one) === 'failed', 'the loss to be seen');
    expect(one.disk.state.value).toMatchObject({ error: { code: 'disk/closed' } });
    expect(() => place(one.document, 'meanwhile')).not.toThrow();
    await until(() => diskState(one) === 'saved', 'the next try');
    expect(names(await fresh(id))).toEqual(['before', 'meanwhile']);
    await one.disk.close();
  });

  it('[DISK-4] a write that fails while the session closes is made good before it is closed', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    fault = failCommits(null, 1);
    place(one.document, 'on the way out');
    await one.disk.close();
    expect(fault.count()).toBe(1);
    expect(names(await fresh(id))).toEqual(['on the way out']);
  });

  it('[DISK-4] closing tries once more to save what failed', async () => {
    const id = newSessionId();
    const one = await openTab(id, new InProcessLocks());
    fault = failCommits(null);
    place(one.document, 'at the last moment');
    await one.disk.flush();
    fault.mend();
    await one.disk.close();
    expect(names(await fresh(id))).toEqual(['at the last moment']);
  });
});

const SEED = 20_261_122;
type Step = 'place' | 'rename' | 'delete' | 'flush' | 'break' | 'mend' | 'crash' | 'wait';
const steps = fc.array(
  fc.constantFrom<Step>(
    'place',
    'place',
    'rename',
    'rename',
    'delete',
    'flush',
    'break',
    'mend',
    'crash',
    'wait',
  ),
  { minLength: 5, maxLength: 40 },
);

describe(`random edits, faults and crashes (seed ${SEED})`, () => {
  it('[DISK-1] [DISK-4] nothing that counted as saved is ever missing', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async script => {
        const id = newSessionId();
        let live = await openTab(id, new InProcessLocks());
        let saved = { shown: '', clocks: new Map<number, number>() };
        let made = 0;
        const show = (document: SessionDocument): string => names(document).join();
        const noteIfSaved = (): void => {
          if (diskState(live) !== 'saved') return;
          saved = {
            shown: show(live.document),
            clocks: Y.decodeStateVector(Y.encodeStateVector(live.document.doc)),
          };
        };
        const any = (): ObjectId | undefined =>
          [...live.document.objects.keys()][made % Math.max(1, live.document.objects.size)];
        for (const step of script) {
          made += 1;
          const target = any();
          if (step === 'place') place(live.document, `p${made}`);
          else if (step === 'rename' && target) rename(live.document, target, `r${made}`);
          else if (step === 'delete' && target) {
            live.document.apply({ user: 'tester-tester-tester' as never, at: 1 }, [
              { type: 'delete-object', id: target },
            ]);
          } else if (step === 'flush') await live.disk.flush();
          else if (step === 'break') fault ??= failCommits('QuotaExceededError');
          else if (step === 'mend') {
            fault?.mend();
            fault = undefined;
            await live.disk.retry();
          } else if (step === 'wait') await new Promise(resolve => setImmediate(resolve));
          else if (step === 'crash') {
            noteIfSaved();
            const wasSaved = diskState(live) === 'saved';
            fault?.mend();
            fault = undefined;
            const after = await fresh(id);
            if (wasSaved) expect(show(after)).toBe(saved.shown);
            // What was not saved may or may not be there; what ever counted as saved is, and nothing hangs in
            // the air.
            for (const [client, clock] of saved.clocks) {
              expect(Y.getState(after.doc.store, client)).toBeGreaterThanOrEqual(clock);
            }
            expect(after.doc.store.pendingStructs).toBeNull();
            await live.disk.close();
            live = await openTab(id, new InProcessLocks());
          }
          noteIfSaved();
        }
        fault?.mend();
        fault = undefined;
        await live.disk.close();
        expect(show(await fresh(id))).toBe(show(live.document));
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
