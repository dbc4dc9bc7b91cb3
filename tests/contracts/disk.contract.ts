import { afterEach, describe, expect, it } from 'vitest';
import type { Disk, DiskEnvironment } from '../../client/disk/index.ts';
import {
  type LibraryEntry,
  type Screenshot,
  type StoredAlignment,
  USUAL_PREFERENCES,
} from '../../client/model/index.ts';
import { newObjectId, newSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { InProcessLocks, names, place, tab } from '../support/tabs.ts';
import { until } from '../support/until.ts';

type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: object };

async function value<T>(result: Promise<Settled<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(JSON.stringify(settled.error));
  return settled.value;
}

const USER = 'somebody-somebody' as UserId;
const entry = (opened: number, id: SessionId = newSessionId()): LibraryEntry => ({
  id,
  name: 'a place',
  created: deviceTime(1),
  opened: deviceTime(opened),
  objects: 3,
  role: 'host',
  waiting: 2,
});
const alignment = (used: number): StoredAlignment => ({
  of: { session: newSessionId(), frame: newObjectId() },
  label: 'Kitchen · Desk',
  alignment: { yaw: 0.3, translation: [1, 0, -2] },
  points: undefined,
  anchor: undefined,
  by: 'touch',
  rms: 0.004,
  at: deviceTime(5),
  used: deviceTime(used),
});
const picture = (name: string, taken: number): Screenshot => ({
  name,
  taken: deviceTime(taken),
  by: USER,
  width: 640,
  height: 480,
  state: 'waiting',
});
const event = (n: number) => ({ id: `an-event-${n}`, type: 'ar.entered', at: deviceTime(n) }) as const;
const file = (text: string): Blob => new Blob([text], { type: 'model/gltf-binary' });

/** Everything that `Disk` promises while it is open. */
export function diskContract(name: string, open: (environment: DiskEnvironment) => Promise<Disk>): void {
  describe(`disk: ${name}`, () => {
    const disks: Disk[] = [];
    const opened = async (): Promise<Disk> => {
      const disk = await open(tab(new InProcessLocks()));
      disks.push(disk);
      return disk;
    };
    afterEach(() => {
      for (const disk of disks.splice(0)) disk.close();
    });

    it('[DISK-60] gives back each setting as it was last set, and nothing before', async () => {
      const disk = await opened();
      const id = newSessionId();
      const [profile, joining] = [
        { name: 'Ada', color: '#4cc2ff' },
        { code: 'ABCD-EFGH-JKMN', since: deviceTime(7) },
      ];
      const preferences = { ...USUAL_PREFERENCES, hand: 'left' } as const;
      const access = { token: 'secret', expires: deviceTime(123), role: 'editor', user: USER } as const;
      const read = async () => [
        await value(disk.profile.get()),
        await value(disk.preferences.get()),
        await value(disk.access.get(id)),
        await value(disk.waitingJoin.get()),
        await value(disk.lastOpened.get()),
      ];
      expect(await read()).toEqual(Array(5).fill(undefined));
      await value(disk.profile.set({ name: 'Before', color: '#000000' }));
      await value(disk.profile.set(profile));
      await value(disk.preferences.set(preferences));
      await value(disk.access.set(id, access));
      await value(disk.waitingJoin.set(joining));
      await value(disk.lastOpened.set(id));
      expect(await read()).toEqual([profile, preferences, access, joining, id]);
      await value(disk.waitingJoin.set(undefined));
      await value(disk.lastOpened.set(undefined));
      expect(await read()).toEqual([profile, preferences, access, undefined, undefined]);
      expect(await value(disk.access.get(newSessionId()))).toBeUndefined();
    });

    it('[DISK-60] keeps what was put, whatever becomes of that object', async () => {
      const disk = await opened();
      const changing = { ...entry(1), name: 'as it was put' };
      await value(disk.library.put(changing));
      changing.name = 'changed later';
      expect((await value(disk.library.list())).entries).toMatchObject([{ name: 'as it was put' }]);
    });

    it('[DISK-16] lists the library last opened first, and changes entries that are there', async () => {
      const { library } = await opened();
      const [a, b, c] = [entry(10), entry(30), entry(20)];
      for (const each of [a, b, c]) await value(library.put(each));
      expect(await value(library.list())).toEqual({ entries: [b, c, a], skipped: 0 });
      await value(library.patch(a.id, { opened: deviceTime(40) }));
      await value(library.patch(newSessionId(), { name: 'of nothing' }));
      const changed = { ...a, opened: deviceTime(40) };
      expect((await value(library.list())).entries).toEqual([changed, b, c]);
      await value(library.put({ ...c, name: 'again' }));
      expect((await value(library.list())).entries).toEqual([changed, b, { ...c, name: 'again' }]);
    });

    it('[DISK-16] tells other tabs of a change of the library, until they stop listening', async () => {
      const [disk, other] = [await opened(), await opened()];
      let changes = 0;
      const stop = other.library.onChange(() => {
        changes += 1;
      });
      await value(disk.library.put(entry(1)));
      await until(() => changes === 1, 'the change');
      stop();
      await value(disk.library.put(entry(2)));
      const second = new Promise(resolve => other.library.onChange(() => resolve(undefined)));
      await value(disk.library.put(entry(3)));
      await second;
      expect(changes).toBe(1);
    });

    it('[DISK-16] finds documents without an entry', async () => {
      const { attachDocument, library } = await opened();
      const one = entry(1);
      const document = new SessionDocument();
      const attached = attachDocument(one.id, document);
      await value(attached.settled);
      place(document, 'kept');
      await attached.close();
      expect(await value(library.strays())).toContain(one.id);
      await value(library.put(one));
      expect(await value(library.strays())).not.toContain(one.id);
      await value(library.remove(one.id));
    });

    it('[DISK-1] keeps documents, and each of two has its own', async () => {
      const { attachDocument, library } = await opened();
      const [one, two] = [newSessionId(), newSessionId()];
      const document = new SessionDocument();
      const attached = attachDocument(one, document);
      await value(attached.settled);
      place(document, 'kept');
      await value(attached.flush());
      expect(attached.state.value).toEqual({ state: 'saved' });
      await attached.close();
      const load = async (id: SessionId): Promise<string[]> => {
        const again = new SessionDocument();
        const disk = attachDocument(id, again);
        await value(disk.settled);
        await disk.close();
        return names(again);
      };
      expect([await load(one), await load(two)]).toEqual([['kept'], []]);
      for (const id of [one, two]) await value(library.remove(id));
    });

    it('[DISK-17] has one identity, with a key', async () => {
      const disk = await opened();
      const [first, second] = await Promise.all([value(disk.identity()), value(disk.identity())]);
      expect(first.user).toBe(second.user);
      expect((await value(disk.identity())).user).toBe(first.user);
      expect(first.keys?.privateKey.extractable).toBe(false);
    });

    it('[DISK-60] lists alignments last used first, one for each place', async () => {
      const { alignments } = await opened();
      const [a, b] = [alignment(1), alignment(2)];
      for (const each of [a, b]) await value(alignments.put(each));
      expect(await value(alignments.list())).toEqual([b, a]);
      const later = { ...a, used: deviceTime(3) };
      await value(alignments.put(later));
      expect(await value(alignments.list())).toEqual([later, b]);
      await value(alignments.remove(a.of));
      expect(await value(alignments.list())).toEqual([b]);
    });

    it('[DISK-20] keeps files by their SHA-256, waiting for the relay of each session', async () => {
      const { blobs } = await opened();
      const [one, other] = [newSessionId(), newSessionId()];
      const name = await value(blobs.put(one, file('content'), 'waiting'));
      expect(name).toBe('ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73');
      const back = await value(blobs.get(other, name));
      expect([await back?.text(), back?.type]).toEqual(['content', 'model/gltf-binary']);
      expect(await value(blobs.get(one, '0'.repeat(64)))).toBeUndefined();
      expect([await value(blobs.waiting(one)), await value(blobs.waiting(other))]).toEqual([[name], [name]]);
      await value(blobs.markShared(one, name, 'an epoch'));
      expect([await value(blobs.waiting(one)), await value(blobs.waiting(other))]).toEqual([[], [name]]);
      await value(blobs.enterEpoch(one, 'an epoch'));
      expect(await value(blobs.waiting(one))).toEqual([]);
      await value(blobs.enterEpoch(one, 'another'));
      expect(await value(blobs.waiting(one))).toEqual([name]);
    });

    it('[DISK-22] lists pictures newest first, with the bytes that are here', async () => {
      const { screenshots } = await opened();
      const session = newSessionId();
      await value(
        screenshots.put(session, picture('a', 1), { full: file('full'), thumbnail: file('small') }),
      );
      await value(screenshots.put(session, picture('b', 2), { thumbnail: file('other') }));
      expect(await value(screenshots.list(session))).toEqual([picture('b', 2), picture('a', 1)]);
      const text = async (of: string, size: 'full' | 'thumbnail') =>
        (await value(screenshots.bytes(session, of, size)))?.text();
      expect([await text('a', 'full'), await text('a', 'thumbnail')]).toEqual(['full', 'small']);
      expect([await text('b', 'full'), await text('b', 'thumbnail')]).toEqual([undefined, 'other']);
      await value(screenshots.remove(session, 'a'));
      expect([await text('a', 'full'), await text('a', 'thumbnail')]).toEqual([undefined, undefined]);
      expect(await value(screenshots.list(session))).toEqual([picture('b', 2)]);
    });

    it('[DISK-23] keeps events in the order in which they happened', async () => {
      const { events } = await opened();
      const session = newSessionId();
      for (const n of [2, 1, 3]) await value(events.add(session, event(n)));
      expect(await value(events.waiting(session))).toEqual([event(1), event(2), event(3)]);
      await value(events.remove(session, ['an-event-2']));
      await value(events.remove(session, []));
      expect(await value(events.waiting(session))).toEqual([event(1), event(3)]);
      expect(await value(events.waiting(newSessionId()))).toEqual([]);
    });

    it('[DISK-24] deletes a session with all that belongs to it alone', async () => {
      const disk = await opened();
      const [gone, stays] = [entry(1), entry(2)];
      const both = await value(disk.blobs.put(gone.id, file('both'), 'waiting'));
      await value(disk.blobs.get(stays.id, both));
      const own = await value(disk.blobs.put(gone.id, file('own'), 'shared'));
      for (const { id } of [gone, stays]) {
        await value(disk.screenshots.put(id, picture('a', 1), { full: file('full') }));
        await value(disk.events.add(id, event(1)));
        await value(disk.access.set(id, { token: 't', expires: deviceTime(1), role: 'host', user: USER }));
      }
      for (const each of [gone, stays]) await value(disk.library.put(each));
      await value(disk.lastOpened.set(gone.id));
      await value(disk.library.remove(gone.id));
      expect((await value(disk.library.list())).entries).toEqual([stays]);
      expect(await value(disk.lastOpened.get())).toBeUndefined();
      const left = async (id: SessionId) => [
        await value(disk.access.get(id)),
        (await value(disk.screenshots.bytes(id, 'a', 'full')))?.size,
        (await value(disk.screenshots.list(id))).length,
        (await value(disk.events.waiting(id))).length,
        (await value(disk.blobs.waiting(id))).length,
      ];
      expect(await left(gone.id)).toEqual([undefined, undefined, 0, 0, 0]);
      expect(await left(stays.id)).toEqual([expect.anything(), 4, 1, 1, 1]);
      expect(await value(disk.blobs.get(stays.id, own))).toBeUndefined();
      expect(await (await value(disk.blobs.get(stays.id, both)))?.text()).toBe('both');
      // Once more is no error.
      await value(disk.library.remove(gone.id));
    });
  });
}
