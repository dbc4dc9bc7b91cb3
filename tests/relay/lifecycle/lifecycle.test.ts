import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import type { JoinGrant, SessionView, ShareGrant } from '../../../shared/api/index.ts';
import { CLOSE, offerProtocols, SYNC, socketPath } from '../../../shared/protocol.ts';
import { newFolder } from '../../support/cleanup.ts';
import { editOf, equalDocs } from '../../support/documents.ts';
import { type Guest, guestOf, hostOf, post, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { fetchDocument, RawClient, update } from '../../support/wire.ts';

const put = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('objects').set(key, value);
const BOX = { kind: 'box', placement: [null, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1] };
const box = (key: string) => (doc: Y.Doc) =>
  void doc.getMap('objects').set(key, new Y.Map(Object.entries(BOX)));

async function call<T>(
  url: string,
  method: string,
  path: string,
  token: string,
): Promise<{ status: number; body: T }> {
  const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as T };
}
const at = (guest: Guest, rest = ''): string => `/api/sessions/${guest.session}${rest}`;
const archiveOf = (folder: string, guest: Guest): string => join(folder, 'archive', guest.session);

/** A session with two boxes that somebody made, and nobody in it any more. */
async function furnished(url: string): Promise<{ host: Guest; doc: Y.Doc }> {
  const host = await hostOf(url);
  const doc = new Y.Doc();
  const client = await RawClient.join(url, host);
  client.send(update(editOf(doc, box('a'))));
  client.send(update(editOf(doc, box('b'))));
  await client.barrier(1);
  client.ws.close();
  await client.closes();
  return { host, doc };
}

/** Undefined where the session was put away while somebody joined: a device comes back by itself. */
async function unlessSentAway<T>(joining: Promise<T>): Promise<T | undefined> {
  const [outcome] = await Promise.allSettled([joining]);
  if (outcome.status === 'fulfilled') return outcome.value;
  expect(String(outcome.reason)).toContain('closed instead');
  return undefined;
}

describe('archiving', () => {
  it('[LIFE-1] makes one sealed file of it and clears the store; a socket, a request and a code find it whole', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const { host, doc } = await furnished(relay.url);
    const editor = await guestOf(relay.url, host, 'editor');
    const share = await post<ShareGrant>(
      relay.url,
      '/api/sessions/shared/create',
      { session_id: host.session, role: 'viewer' },
      host.token,
    );
    const before = await call<SessionView>(relay.url, 'GET', at(host), host.token);
    const openings = {
      socket: async () => expect(equalDocs(await fetchDocument(relay.url, editor), doc)).toBe(true),
      request: async () => {
        const { body } = await call<SessionView>(relay.url, 'GET', at(host), editor.token);
        expect(body).toMatchObject({ objects_total: 2, role: 'editor', metadata: { status: 'active' } });
        expect(body.metadata.epoch).toBe(before.body.metadata.epoch);
      },
      code: async () => {
        const joined = await post<JoinGrant>(relay.url, '/api/sessions/shared/join', {
          share_code: share.body.share_code,
        });
        const viewer = { session: host.session, token: joined.body.token, user: joined.body.user_id };
        expect(equalDocs(await fetchDocument(relay.url, viewer), doc)).toBe(true);
      },
      activity: async () => {
        const { body } = await call<{ event_counts: Record<string, number> }>(
          relay.url,
          'GET',
          at(host, '/analytics'),
          host.token,
        );
        expect(body.event_counts).toMatchObject({ 'object.created': 2, 'session.archived': 4 });
      },
      restore: async () => {
        const { body } = await call(relay.url, 'POST', at(host, '/restore'), host.token);
        expect(body).toEqual({ status: 'active', session_id: host.session });
      },
    };
    for (const open of Object.values(openings)) {
      const archived = await call(relay.url, 'POST', at(host, '/archive'), host.token);
      expect(archived).toEqual({ status: 200, body: { status: 'archived', session_id: host.session } });
      expect(existsSync(archiveOf(dataFolder, host))).toBe(true);
      expect(readFileSync(archiveOf(dataFolder, host)).includes('box')).toBe(false);
      const again = await call(relay.url, 'POST', at(host, '/archive'), host.token);
      expect(again.body).toEqual({ status: 'archived', session_id: host.session });
      await open();
      expect(existsSync(archiveOf(dataFolder, host))).toBe(false);
    }
    const editing = await call(relay.url, 'POST', at(host, '/archive'), editor.token);
    expect(editing.status).toBe(403);
  });

  it('[LIFE-1] an archived session is there after the relay was started again', async () => {
    const dataFolder = newFolder();
    const first = await relayOn({ dataFolder });
    const { host, doc } = await furnished(first.url);
    await call(first.url, 'POST', at(host, '/archive'), host.token);
    await first.close();
    const verified = await verifyFolder({ folder: dataFolder, masterKey: undefined });
    expect(verified).toMatchObject({ ok: true, value: { sessions: 1, archives: 1, findings: [] } });
    const second = await relayOn({ dataFolder });
    expect(equalDocs(await fetchDocument(second.url, host), doc)).toBe(true);
  });

  it('[LIFE-7] sends everybody away for good, and signs of life do not bring it back', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const { host } = await furnished(relay.url);
    const client = await RawClient.join(relay.url, host);
    expect((await call(relay.url, 'POST', at(host, '/archive'), host.token)).status).toBe(200);
    expect((await client.closes()).code).toBe(CLOSE.archived);
    const timestamp = new Date().toISOString();
    for (const sign of ['/heartbeat', '/close']) {
      await post(relay.url, at(host, sign), { timestamp }, host.token);
      expect(existsSync(archiveOf(dataFolder, host))).toBe(true);
    }
    const byItself = new RawClient(
      relay.url,
      socketPath(host.session),
      offerProtocols(host.token, undefined, false),
    );
    expect((await byItself.closes()).code).toBe(CLOSE.archived);
    expect(existsSync(archiveOf(dataFolder, host))).toBe(true);
    await RawClient.join(relay.url, host);
    expect(existsSync(archiveOf(dataFolder, host))).toBe(false);
  });

  it('[LIFE-5] however opening and archiving meet, everybody has everything, and no accepted edit is lost', async () => {
    // Put away whenever nobody is in it for a moment, and now and then while somebody is.
    const relay = await relayOn({ roomIdleMs: 1, sweepMs: 2, archiveAfterMs: 1 });
    const { host, doc } = await furnished(relay.url);
    const work = async (name: string): Promise<void> => {
      for (let i = 0; i < 12; i++) {
        if (i % 4 === 3) await call(relay.url, 'POST', at(host, '/archive'), host.token);
        const own = await unlessSentAway(fetchDocument(relay.url, host));
        if (!own) continue;
        expect(own.getMap('objects').has('a')).toBe(true);
        const client = await unlessSentAway(RawClient.join(relay.url, host));
        if (!client) continue;
        const edit = editOf(own, put(`${name}${i}`, new Y.Map(Object.entries(BOX))));
        client.send(update(edit));
        const isAcked = await client.barrier(1).then(
          () => true,
          () => false,
        );
        if (isAcked) Y.applyUpdate(doc, edit);
        client.ws.close();
      }
    };
    await Promise.all(['x', 'y'].map(work));
    const kept = (await fetchDocument(relay.url, host)).getMap('objects');
    const lost = [...doc.getMap('objects').keys()].filter(key => !kept.has(key));
    expect(lost).toEqual([]);
    expect(kept.size).toBeGreaterThan(2);
  });
});

describe('the sweep', () => {
  it('[LIFE-2] puts away what nobody used for long, and never what somebody is in', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder, roomIdleMs: 1, sweepMs: 20, archiveAfterMs: 1 });
    const idle = await furnished(relay.url);
    const used = await hostOf(relay.url);
    const client = await RawClient.join(relay.url, used);
    await until(() => existsSync(archiveOf(dataFolder, idle.host)), 'the idle session to be put away');
    expect(client.closed).toBeUndefined();
    expect(readdirSync(join(dataFolder, 'archive'))).toEqual([idle.host.session]);
    client.ws.close();
    await until(() => existsSync(archiveOf(dataFolder, used)), 'the other one to follow');
    expect(equalDocs(await fetchDocument(relay.url, idle.host), idle.doc)).toBe(true);
  });

  it('[LIFE-10] what it has put away any device brings back, also by itself, until its host says otherwise', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder, roomIdleMs: 1, sweepMs: 20, archiveAfterMs: 1 });
    const { host } = await furnished(relay.url);
    const isAway = () => existsSync(archiveOf(dataFolder, host));
    const byItself = () =>
      new RawClient(relay.url, socketPath(host.session), offerProtocols(host.token, undefined, false));
    await until(isAway, 'the session to be put away');
    const client = byItself();
    await client.hears(message => message.sync === SYNC.step1);
    expect(isAway()).toBe(false);
    client.ws.close();
    await until(isAway, 'the session to be put away again');
    expect((await call(relay.url, 'POST', at(host, '/archive'), host.token)).status).toBe(200);
    expect((await byItself().closes()).code).toBe(CLOSE.archived);
  });

  it('[LIFE-2] deletes what nobody used for longer, archived or not', async () => {
    const dataFolder = newFolder();
    const first = await relayOn({ dataFolder });
    const [archived, active] = [await furnished(first.url), await furnished(first.url)];
    await call(first.url, 'POST', at(archived.host, '/archive'), archived.host.token);
    await first.close();
    const relay = await relayOn({ dataFolder, sweepMs: 20, archiveAfterMs: undefined, deleteAfterMs: 1 });
    for (const { host } of [archived, active]) {
      await until(
        async () => (await call(relay.url, 'POST', at(host, '/restore'), host.token)).status === 410,
        'a session to be deleted',
      );
    }
    expect(readdirSync(join(dataFolder, 'archive'))).toEqual([]);
  });
});

it('[LIFE-3] deleting takes everything away, closes sockets with 4404, and nothing brings it back', async () => {
  const dataFolder = newFolder();
  const relay = await relayOn({ dataFolder });
  const { host } = await furnished(relay.url);
  const archived = await furnished(relay.url);
  await call(relay.url, 'POST', at(archived.host, '/archive'), archived.host.token);
  expect((await call(relay.url, 'DELETE', at(archived.host), archived.host.token)).status).toBe(200);
  const share = await post<ShareGrant>(
    relay.url,
    '/api/sessions/shared/create',
    { session_id: host.session, role: 'editor' },
    host.token,
  );
  const content = Buffer.from('a model');
  const blob = at(host, `/blobs/${createHash('sha256').update(content).digest('hex')}`);
  const sent = await fetch(relay.url + blob, {
    method: 'PUT',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/octet-stream' },
    body: content,
  });
  expect(sent.status).toBe(201);
  const client = await RawClient.join(relay.url, host);
  const deleted = await call(relay.url, 'DELETE', at(host), host.token);
  expect(deleted).toEqual({ status: 200, body: { status: 'deleted', session_id: host.session } });
  expect((await client.closes()).code).toBe(CLOSE.gone);
  const late = new RawClient(relay.url, `/ws/sessions/${host.session}`, [
    'aiframe.v1',
    `token.${host.token}`,
  ]);
  expect((await late.closes()).code).toBe(CLOSE.gone);
  const join_ = await post(relay.url, '/api/sessions/shared/join', { share_code: share.body.share_code });
  expect(join_.status).toBe(404);
  for (const rest of ['', '/analytics', '/objects']) {
    expect((await call(relay.url, 'GET', at(host, rest), host.token)).status).toBe(410);
  }
  expect((await call(relay.url, 'POST', at(host, '/restore'), host.token)).status).toBe(410);
  expect((await post(relay.url, '/api/sessions/create', { id: host.session })).status).toBe(410);
  await relay.close();
  const verified = await verifyFolder({ folder: dataFolder, masterKey: undefined });
  expect(verified).toMatchObject({ value: { sessions: 0, archives: 0, blobs: 0, findings: [] } });
});
