import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { type GivenRole, tombstone } from '../../../relay/access/index.ts';
import { Sweeper, type Swept, verifyFolder } from '../../../relay/lifecycle/index.ts';
import { openLmdb } from '../../../relay/storage/index.ts';
import { newSessionId, type SessionId, type UserId } from '../../../shared/ids.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf } from '../../support/documents.ts';
import { furnish, HOST, type Parts, partsOn, storageIn } from '../../support/lifecycle-parts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const edit = (): Uint8Array => editOf(new Y.Doc(), doc => void doc.getMap('settings').set('name', 'Kitchen'));

/** Goes through all sessions once, at a time of its own. */
async function sweep({ access, lifecycle, rooms }: Parts, now: number) {
  let swept: Swept | undefined;
  const notices: string[] = [];
  const sweeper = new Sweeper({
    lifecycle,
    sessions: access.sessions,
    shares: access.shares,
    rooms,
    everyMs: DAY_MS,
    archiveAfterMs: HOUR_MS,
    deleteAfterMs: 7 * DAY_MS,
    onSwept: done => {
      swept = done;
    },
    onNotice: message => notices.push(message),
  });
  await sweeper.sweep(now);
  await sweeper.close();
  return { swept, notices };
}

it('[LIFE-2] counts what it did, and goes on after a session that fails', async () => {
  const folder = newFolder();
  const first = await partsOn(await storageIn(folder));
  // Sessions are swept in the order of their ids: the one that fails comes before all others.
  const [spoilt, idle, used, old] = Array.from({ length: 4 }, newSessionId).sort() as [
    SessionId,
    SessionId,
    SessionId,
    SessionId,
  ];
  for (const id of [spoilt, idle, used, old]) await furnish(first, id, [edit()]);
  const now = Date.now() + 2 * HOUR_MS;
  await first.access.sessions.change(used, session => ({ ...session, accessed: now }));
  await first.access.sessions.change(old, session => ({ ...session, accessed: now - 8 * DAY_MS }));
  const [gone, unknown] = [newSessionId(), newSessionId()];
  await first.storage.store.put('sessions', gone, tombstone());
  await first.storage.store.put('memberships', `${HOST}/${unknown}`, {});
  await first.storage.store.put('memberships', `${HOST}/${gone}`, {});
  await first.storage.store.put('codes', 'a code of a session that is gone', { session: gone, share: 'x' });
  await first.close();
  const inner = await openLmdb(folder);
  if (!inner.ok) throw new Error(inner.error.code);
  await inner.value.append(spoilt, new Uint8Array([1, 2, 3]));
  await inner.value.close();

  const parts = await partsOn(await storageIn(folder));
  expect(await sweep(parts, now)).toEqual({
    swept: { sessions: 4, archived: 1, deleted: 1, unshared: 0, codes: 2, strays: 2, failed: 1 },
    notices: ['a session was left out of the sweep'],
  });
  const states = new Map(
    (await parts.access.sessions.list(undefined, 10)).map(([id, { state }]) => [id, state]),
  );
  expect(states).toEqual(
    new Map([
      [spoilt, 'active'],
      [idle, 'archived'],
      [used, 'active'],
    ]),
  );
  expect(await parts.access.members.sessionsOf(HOST, undefined, 10)).toEqual(
    expect.arrayContaining([spoilt, idle, used]),
  );
  expect(await parts.access.shares.list(idle)).toEqual([]);
  await parts.close();
  const verified = await verifyFolder({ folder, masterKey: undefined });
  expect(verified.ok && verified.value.findings.map(({ place }) => place)).toEqual([
    `memberships/${HOST}/${unknown}`,
    `document ${spoilt}`,
  ]);
});

it('[LIFE-3] nothing is left behind a session that is deleted while people join it', async () => {
  const folder = newFolder();
  const parts = await partsOn(await storageIn(folder));
  const { access, lifecycle } = parts;
  for (let round = 0; round < 10; round++) {
    const id = newSessionId();
    const code = await furnish(parts, id, [edit()]);
    const opened = await access.shares.find(code);
    if (!opened.ok) throw new Error(opened.error.code);
    const user = (n: number) => `guest-${round}-${n}-`.padEnd(32, 'x') as UserId;
    const share = { session: id, role: 'editor' as GivenRole, expires: Date.now() + HOUR_MS, by: HOST };
    const outcomes = await Promise.all([
      access.members.admit(id, user(1), 'viewer'),
      access.shares.join(opened.value, user(2), 'Ada'),
      lifecycle.delete(id),
      access.members.admit(id, user(3), 'viewer'),
      access.shares.join(opened.value, user(4), 'Ben'),
      access.shares.create({ ...share, maxUses: undefined }),
    ]);
    expect(outcomes[2]).toEqual({ ok: true, value: undefined });
    for (const outcome of outcomes) {
      if (!outcome.ok) expect(outcome.error.code).toMatch(/^api\/(deleted|code-unknown)$/);
    }
  }
  await parts.close();
  expect(await verifyFolder({ folder, masterKey: undefined })).toMatchObject({ value: { findings: [] } });
});
