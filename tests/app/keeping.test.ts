import { untracked } from '@preact/signals-core';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newSessionId, type SessionId } from '../../shared/ids.ts';
import { isLive, open, shared } from '../link/harness.ts';
import { newFolder } from '../support/cleanup.ts';
import { type Fault, failCommits } from '../support/disk-faults.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { InProcessLocks, names, reload, tab } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { address, begin, lines, openApp, placeIn, said, status, type Tab } from './device.ts';

let fault: Fault | undefined;
afterEach(() => {
  fault?.mend();
  fault = undefined;
  vi.useRealTimers();
});

const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
const lineOf = async (app: Tab, id: SessionId) => (await lines(app)).find(each => each.id === id);
/** What a session holds when a fresh tab opens it from the disk. */
async function reopened(id: SessionId): Promise<string[]> {
  const app = await openApp(await nowhere());
  await app.lifecycle.openById(id);
  const live = app.lifecycle.session.peek();
  if (!live) throw new Error('not on this device');
  return names(live.document);
}

describe('how many edits wait for the relay', () => {
  it('[APP-10] is on the disk as soon as there are some: a reload must not say that the relay has everything', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const session = await begin(app, 'Counted');
    await until(() => status(session) === 'Saved on the relay', 'the relay');
    await until(async () => (await lineOf(app, session.id))?.waiting === 0, 'none to wait');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    placeIn(session, 'one');
    await until(async () => (await lineOf(app, session.id))?.waiting === 1, 'the count');
  });

  it('[APP-10] is right after the page or the session is left in haste', async () => {
    const app = await openApp(await nowhere());
    const session = await begin(app, 'Hasty');
    for (let i = 0; i < 7; i++) placeIn(session, `${i}`);
    const { waiting } = session.link.state.peek();
    expect(waiting).toBeGreaterThanOrEqual(7);
    await app.lifecycle.close();
    expect((await lineOf(app, session.id))?.waiting).toBe(waiting);
    const again = await openApp(await nowhere());
    await again.lifecycle.openById(session.id);
    expect(again.lifecycle.session.peek()?.link.state.peek().waiting).toBe(waiting);
  });
});

describe('a new session', () => {
  it('[APP-7] shows when its beginning is written: from the first moment on, what a person does can be undone, and only that', async () => {
    const app = await openApp(await nowhere());
    const stop = app.model.session.subscribe(({ state }) => {
      const shown = app.lifecycle.session.peek();
      if (state === 'open' && shown) untracked(() => placeIn(shown, 'at once'));
    });
    const session = await app.lifecycle.open(await app.library.create('New'), begun =>
      placeIn(begun, 'brought in'),
    );
    stop();
    if (!session) throw new Error('it did not open');
    expect(names(session.document)).toEqual(['at once', 'brought in']);
    session.editing.undo();
    session.editing.undo();
    expect(names(session.document)).toEqual(['brought in']);
  });
});

describe('a disk that does not keep everything', () => {
  it('[APP-11] that was full when the session began keeps the session in the library once it has room', async () => {
    const app = await openApp(await nowhere());
    fault = failCommits('QuotaExceededError');
    const session = await begin(app, 'Begun on a full disk');
    placeIn(session, 'kept');
    await until(() => status(session) === 'Not saved', 'the failure');
    expect(await lineOf(app, session.id)).toBeUndefined();
    const shown = app.model.library.peek();
    expect(shown.state !== 'loading' && shown.entries.map(({ id }) => id)).toContain(session.id);
    fault.mend();
    await session.retryDisk();
    expect(session.disk.state.value.state).toBe('saved');
    await until(async () => await lineOf(app, session.id), 'its line');
    expect(await reopened(session.id)).toEqual(['kept']);
  });

  it('[APP-12] a session that was deleted in another tab is in the library again when the person keeps it', async () => {
    const locks = new InProcessLocks();
    const [one, two] = [await openApp(await nowhere(), locks), await openApp(await nowhere(), locks)];
    const session = await begin(one, 'Deleted elsewhere');
    placeIn(session, 'kept');
    await session.disk.flush();
    expect(await two.library.remove(session.id)).toMatchObject({ ok: true });
    await until(() => status(session) === 'Not saved', 'the news');
    expect(said(one)).toContain('disk/deleted');
    await session.retryDisk();
    expect(session.disk.state.value.state).toBe('saved');
    expect(await lineOf(one, session.id)).toMatchObject({ objects: 1 });
    expect(said(one)).toEqual([]);
    expect(await reopened(session.id)).toEqual(['kept']);
  });

  it('[APP-13] a session whose edits are only in memory is not left without a word', async () => {
    const app = await openApp(await nowhere());
    const session = await begin(app, 'At risk');
    await until(() => session.disk.state.value.state === 'saved', 'the beginning');
    expect(session.isAtRisk()).toBe(false);
    fault = failCommits('QuotaExceededError');
    placeIn(session, 'only in memory');
    await until(() => status(session) === 'Not saved', 'the failure');
    expect(session.isAtRisk()).toBe(true);
    await app.lifecycle.close();
    expect(app.lifecycle.session.peek()).toBe(session);
    expect(address()).toBe(`#session=${session.id}`);
    expect(said(app)).toContain('leaving');
    placeIn(session, 'and goes on');
    fault.mend();
    await app.lifecycle.close();
    expect(app.lifecycle.session.peek()).toBeUndefined();
    expect(said(app)).toEqual([]);
    expect(await reopened(session.id)).toEqual(['and goes on', 'only in memory']);
  });

  it('[APP-13] but is when the person says so, or when the relay has it all', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const first = await begin(app, 'With the relay');
    await until(() => status(first) === 'Saved on the relay', 'the relay');
    fault = failCommits('QuotaExceededError');
    placeIn(first, 'there');
    await until(() => first.link.state.peek().waiting === 0 && status(first) === 'Not saved', 'the ack');
    await app.lifecycle.close();
    expect(app.lifecycle.session.peek()).toBeUndefined();
    const away = await openApp(await nowhere());
    const second = await begin(away, 'Let go');
    placeIn(second, 'let go');
    await until(() => status(second) === 'Not saved', 'the failure');
    await away.lifecycle.close();
    const leaving = away.model.notices.peek().find(({ id }) => id === 'leaving');
    leaving?.actions.find(({ label }) => label === 'Leave anyway')?.run();
    await until(() => away.model.session.peek().state === 'closed', 'the end');
  });
});

describe('a library that was lost', () => {
  it('[APP-18] gets every session back of which the document is left, and makes none up', async () => {
    const app = await openApp(await nowhere());
    const session = await begin(app, 'Lost and found');
    session.editing.apply({
      intents: [{ type: 'rename-session', name: 'Lost and found' }],
      gesture: undefined,
    });
    placeIn(session, 'kept');
    await app.lifecycle.close();
    expect(await app.library.findStrays()).toBe(0);
    app.disk.close();
    await deleteDB('ai-frame');
    const empty = newSessionId();
    await reload(empty, tab(undefined));

    const again = await openApp(await nowhere());
    expect(await lines(again)).toEqual([]);
    expect(await again.library.findStrays()).toBeGreaterThan(0);
    expect(await lineOf(again, session.id)).toMatchObject({ name: 'Lost and found', objects: 1 });
    expect(await lineOf(again, empty)).toBeUndefined();
    await again.lifecycle.openById(session.id);
    const live = again.lifecycle.session.peek();
    expect(live && names(live.document)).toEqual(['kept']);
    expect(await again.library.findStrays()).toBe(0);
    await again.lifecycle.close();
    await again.library.remove(session.id);
    expect(await again.library.findStrays()).toBe(0);
  });
});

describe('one session after the other', () => {
  it('[APP-14] opened and closed in haste, each keeps what was done in it', async () => {
    const app = await openApp(await nowhere());
    const a = (await begin(app, 'A')).id;
    const b = (await begin(app, 'B')).id;
    const turns: Promise<unknown>[] = [];
    for (let i = 0; i < 6; i++) {
      const id = i % 2 === 0 ? a : b;
      turns.push(app.lifecycle.openById(id));
      if (i % 3 === 0) turns.push(app.lifecycle.close());
      turns.push(
        app.library.find(id).then(async entry => {
          const session = entry && (await app.lifecycle.open(entry));
          if (session && session === app.lifecycle.session.peek()) placeIn(session, `${i}`);
        }),
      );
    }
    await Promise.all(turns);
    await app.lifecycle.close();
    expect(app.model.session.peek()).toEqual({ state: 'closed' });
    const [inA, inB] = [await lineOf(app, a), await lineOf(app, b)];
    expect(await reopened(a)).toHaveLength(inA?.objects ?? -1);
    expect(await reopened(b)).toHaveLength(inB?.objects ?? -1);
    expect((inA?.objects ?? 0) + (inB?.objects ?? 0)).toBeGreaterThan(0);
  });

  it('[APP-14] an address of a session that is not here closes the one that was open, and says so', async () => {
    const app = await openApp(await nowhere());
    const session = await begin(app, 'Here');
    placeIn(session, 'kept');
    await app.lifecycle.openById('00000000-0000-4000-8000-000000000000' as SessionId);
    expect(app.lifecycle.session.peek()).toBeUndefined();
    expect(app.model.session.peek()).toMatchObject({ state: 'failed', error: { code: 'disk/not-found' } });
    expect(await reopened(session.id)).toEqual(['kept']);
  });
});

describe('a session that was joined', () => {
  it('[APP-15] is written to only after the relay has said what is there, and then by the name of that moment', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const host = await open(relay.url);
    await until(() => isLive(host), 'the host');
    const code = await shared(host, 'editor', relay.url);
    const guest = await openApp(relay.url);
    const joined = await guest.library.join(code, 'Anna');
    if (!joined.ok) throw new Error(joined.error.code);
    await relay.close();
    const session = await guest.lifecycle.open(joined.value);
    session?.introduce({ name: 'Anna Maria', color: '#4cc2ff' });
    expect(session?.document.doc.store.clients.size).toBe(0);
    await relayOn({ port, dataFolder });
    await until(() => session?.document.participants.length === 1, 'the introduction');
    expect(session?.document.participants).toMatchObject([{ name: 'Anna Maria' }]);
    expect(session && status(session)).not.toBe('Refused');
  });

  it('[APP-15] the same goes for a host who deleted it here and comes back with a code', async () => {
    const relay = await relayOn();
    const app = await openApp(relay.url);
    const first = await begin(app, 'Mine');
    placeIn(first, 'kept by the relay');
    await until(() => status(first) === 'Saved on the relay', 'the relay');
    const [me] = first.document.participants;
    const share = await first.api.createShare({});
    if (!share.ok) throw new Error('no code');
    await app.lifecycle.close();
    await app.library.remove(first.id);
    const joined = await app.library.join(share.value.code, 'Anna');
    if (!joined.ok) throw new Error(joined.error.code);
    const again = await app.lifecycle.open(joined.value);
    await until(() => again && names(again.document).length === 1, 'what the relay kept');
    await until(() => again && status(again) === 'Saved on the relay', 'the relay');
    expect(again?.document.participants).toEqual([me]);
    // Nobody but the first time's document has ever written here.
    expect(again?.document.doc.store.clients.size).toBe(1);
  });
});
