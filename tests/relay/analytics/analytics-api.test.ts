import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { activityPage, analyticsAnswer } from '../../../shared/api/index.ts';
import { newObjectId } from '../../../shared/ids.ts';
import { MESSAGE } from '../../../shared/protocol.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, post, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { RawClient, update } from '../../support/wire.ts';

async function read<T>(url: string, guest: Guest, path: string): Promise<{ status: number; body: T }> {
  const response = await fetch(`${url}/api/sessions/${guest.session}/${path}`, {
    headers: { authorization: `Bearer ${guest.token}` },
  });
  return { status: response.status, body: (await response.json()) as T };
}
const summaryOf = async (url: string, guest: Guest, query = '') =>
  analyticsAnswer.parse((await read(url, guest, `analytics${query}`)).body);
const activityOf = async (url: string, guest: Guest, query = '') =>
  activityPage.parse((await read(url, guest, `activity${query}`)).body);

const place = (doc: Y.Doc, id: string, at?: number): Uint8Array =>
  editOf(doc, () => {
    const entry = new Y.Map<unknown>([
      ['kind', 'box'],
      ['placement', [null, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1]],
    ]);
    if (at !== undefined) entry.set('at', at);
    doc.getMap('objects').set(id, entry);
  });

describe('the activity of a session', () => {
  it('[STATS-1][STATS-2] objects created, updated and deleted are counted, with who, what kind and when', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    // Within the life of the session, which a quick machine has only just begun, and before it arrives.
    const madeAt = Date.now();
    const editor = await guestOf(url, host, 'editor');
    await until(() => Date.now() > madeAt, 'the next millisecond');
    const [one, two] = [newObjectId(), newObjectId()];
    const doc = new Y.Doc();
    const first = await RawClient.join(url, host);
    const placed = place(doc, one, madeAt);
    first.send(update(placed));
    first.send(update(placed));
    first.send(update(place(doc, two)));
    await first.barrier(1);
    const second = await RawClient.join(url, editor);
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(doc));
    const objects = theirs.getMap<Y.Map<unknown>>('objects');
    second.send(update(editOf(theirs, () => objects.get(one)?.set('color', '#ff0000'))));
    second.send(update(editOf(theirs, () => objects.delete(two))));
    await second.barrier(2);

    const { events } = await activityOf(url, host);
    const things = events.filter(({ object_id }) => object_id !== null);
    expect(things.map(({ type, user_id, object_id, kind }) => [type, user_id, object_id, kind])).toEqual([
      ['object.deleted', editor.user, two, null],
      ['object.updated', editor.user, one, null],
      ['object.created', host.user, two, 'box'],
      ['object.created', host.user, one, 'box'],
    ]);
    expect(things[3]?.at).not.toBe(things[3]?.arrived);

    const summary = await summaryOf(url, host);
    expect(summary.event_counts).toMatchObject({
      'session.created': 1,
      'share.created': 1,
      'user.joined': 2,
      'object.created': 2,
      'object.updated': 1,
      'object.deleted': 1,
    });
    expect(summary.total_events).toBe(Object.values(summary.event_counts).reduce((a, b) => a + b));
    expect(summary.kinds).toEqual({ box: 2 });
    expect(summary.participants_peak).toBe(2);
    expect(summary.people.find(({ user_id }) => user_id === editor.user)?.counts).toMatchObject({
      'object.updated': 1,
      'object.deleted': 1,
    });
  });

  it('[STATS-11] what the relay refused is counted, many in a row as one', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const viewer = await guestOf(url, host, 'viewer');
    for (let i = 0; i < 2; i++) {
      const client = await RawClient.join(url, viewer);
      client.send(update(place(new Y.Doc(), newObjectId())));
      await client.hears(m => m.type === MESSAGE.refused);
      client.ws.close();
    }
    const { event_counts, people } = await summaryOf(url, host);
    expect([event_counts.refused, event_counts['object.created']]).toEqual([1, undefined]);
    expect(people.find(({ user_id }) => user_id === viewer.user)?.counts.refused).toBe(1);
  });

  it('[STATS-10] members read it, viewers too; nobody else does', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const viewer = await guestOf(url, host, 'viewer');
    const stranger = await hostOf(url);
    for (const path of ['analytics', 'activity']) {
      expect((await read(url, viewer, path)).status).toBe(200);
      expect((await read(url, { ...stranger, session: host.session }, path)).status).toBe(403);
      expect((await read(url, { ...host, token: 'none' }, path)).status).toBe(401);
      expect((await read(url, host, `${path}?unknown=1`)).status).toBe(400);
    }
    expect((await read(url, host, 'analytics?bucket=second')).status).toBe(400);
    expect((await read(url, host, 'activity?cursor=x')).status).toBe(400);
    expect((await read(url, host, 'activity?limit=501')).status).toBe(400);
  });

  it('[STATS-8] it is there after a restart', async () => {
    const dataFolder = newFolder();
    const before = await relayOn({ dataFolder });
    const host = await hostOf(before.url);
    const client = await RawClient.join(before.url, host);
    client.send(update(place(new Y.Doc(), newObjectId())));
    await client.barrier(1);
    await before.close();
    const { url } = await relayOn({ dataFolder });
    const { event_counts } = await summaryOf(url, host);
    expect(event_counts).toEqual({
      'session.created': 1,
      'user.joined': 1,
      'object.created': 1,
      'user.left': 1,
    });
  });
});

describe('what only the device knows', () => {
  const report = (url: string, guest: Guest, events: unknown) =>
    fetch(`${url}/api/sessions/${guest.session}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${guest.token}` },
      body: JSON.stringify({ events }),
    });

  it('[STATS-9] AR that was entered and left is reported later, and counts once', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const at = new Date().toISOString();
    const entered = { id: 'report-0001', type: 'ar.entered', at };
    const left = { id: 'report-0002', type: 'ar.left', at };
    expect((await report(url, host, [entered])).status).toBe(204);
    expect((await report(url, host, [entered, left, left])).status).toBe(204);
    const { event_counts } = await summaryOf(url, host);
    expect(event_counts).toMatchObject({ 'ar.entered': 1, 'ar.left': 1 });
    const viewer = await guestOf(url, host, 'viewer');
    // Somebody else's ids are somebody else's.
    expect((await report(url, viewer, [entered])).status).toBe(204);
    expect((await summaryOf(url, host)).event_counts['ar.entered']).toBe(2);
  });

  it('[STATS-9] nothing else can be reported', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const at = new Date().toISOString();
    const bad = [
      [{ id: 'report-0001', type: 'object.created', at }],
      [{ id: 'short', type: 'ar.left', at }],
      [{ id: 'report-0001', type: 'ar.left', at: 'yesterday' }],
      [{ id: 'report-0001', type: 'ar.left', at, user_id: host.user }],
      [],
    ];
    for (const events of bad) expect((await report(url, host, events)).status).toBe(400);
    const stranger = await hostOf(url);
    const good = [{ id: 'report-0001', type: 'ar.left', at }];
    expect((await report(url, { ...stranger, session: host.session }, good)).status).toBe(403);
    const answer = await post<{ code: string }>(url, `/api/sessions/${host.session}/events`, {
      events: good,
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'api/unauthorized']);
  });
});
