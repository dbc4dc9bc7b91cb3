import { request } from 'node:http';
import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  type JoinGrant,
  joinGrant,
  type Problem,
  problem,
  type SessionGrant,
  type ShareGrant,
  sessionGrant,
  shareGrant,
  tokenGrant,
} from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newFolder } from '../../support/cleanup.ts';
import { newDevice } from '../../support/devices.ts';
import { guestOf, hostOf, post, relayOn } from '../../support/relay.ts';

/** The fields of a problem that no grant has in another meaning. */
type Refused = Omit<Problem, 'status'>;

const create = (url: string, body: unknown) =>
  post<SessionGrant & Refused>(url, '/api/sessions/create', body);
const join = (url: string, body: unknown) =>
  post<JoinGrant & Refused>(url, '/api/sessions/shared/join', body);
const share = (url: string, body: unknown, token?: string) =>
  post<ShareGrant & Refused>(url, '/api/sessions/shared/create', body, token);
const renew = (url: string, id: string, proof: string) =>
  post<JoinGrant & Refused>(url, `/api/sessions/${id}/token`, { proof });

describe('sessions', () => {
  it('[API-1] a session is registered once, by its host; asking again gives the same session', async () => {
    const { url } = await relayOn();
    const device = await newDevice();
    const id = newSessionId();
    const created = '2026-01-02T03:04:05.000Z';
    const first = await create(url, { id, created, device: 'Headset', proof: await device.prove(url) });
    expect(first.status).toBe(201);
    expect(sessionGrant.parse(first.body)).toMatchObject({ session_id: id, role: 'host', created });
    const again = await create(url, { id, proof: await device.prove(url) });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ user_id: first.body.user_id, created });
    const other = await newDevice();
    const taken = await create(url, { id, proof: await other.prove(url) });
    expect(taken).toMatchObject({ status: 409, type: expect.stringContaining('application/problem+json') });
    expect(problem.parse(taken.body).code).toBe('api/conflict');
    expect((await create(url, { id })).status).toBe(409);
  });

  it('[API-1] without an id and without a key one gets a session and a user id all the same', async () => {
    const { url } = await relayOn();
    const [a, b] = await Promise.all([create(url, {}), create(url, {})]);
    expect([a.status, b.status]).toEqual([201, 201]);
    sessionGrant.parse(a.body);
    expect(a.body.session_id).not.toBe(b.body.session_id);
    expect(a.body.user_id).not.toBe(b.body.user_id);
  });

  it('[API-2] a device is who its key is, whatever it claims', async () => {
    const { url } = await relayOn();
    const device = await newDevice();
    const [a, b] = await Promise.all([1, 2].map(async () => create(url, { proof: await device.prove(url) })));
    expect(a?.body.user_id).toBe(b?.body.user_id);
    expect(a?.body.user_id).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('[API-2] a proof counts for this relay, about now, once, and says nothing else', async () => {
    const { url } = await relayOn();
    const device = await newDevice();
    const now = Math.floor(Date.now() / 1000);
    const late = LIMITS.proofLifetimeMs / 1000 + 5;
    const used = await device.prove(url);
    expect((await create(url, { proof: used })).status).toBe(201);
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const foreign = await new SignJWT({ aud: new URL(url).host, jti: 'xxxxxxxxxx' })
      .setProtectedHeader({ alg: 'ES256', typ: 'proof+jwt', jwk: device.jwk })
      .setIssuedAt()
      .sign(privateKey);
    const proofs = [
      used,
      foreign,
      await device.prove(url, { iat: now - late }),
      await device.prove(url, { iat: now + late }),
      await device.prove('http://another.example'),
      await device.prove(url, { claims: { role: 'host' } }),
      await device.prove(url, { claims: { jti: 1 } }),
      await device.prove(url, { header: { typ: 'JWT' } }),
      await device.prove(url, { header: { jwk: { kty: 'oct', k: 'AAAA' } } }),
      await device.prove(url, { header: { jwk: { ...device.jwk, x: 'A'.repeat(43) } } }),
      'not.a.proof.at.all',
    ];
    for (const proof of proofs) {
      const { status, body } = await create(url, { proof });
      expect(status).toBe(401);
      expect(problem.parse(body).code).toBe('api/unauthorized');
      // With the relay's time a device with a wrong clock makes its next proof right.
      expect(Math.abs(Date.parse(body.server_time) - Date.now())).toBeLessThan(LIMITS.proofLifetimeMs);
    }
  });

  it('[API-2] a relay that knows its public address takes proofs for that, and for none that a request makes up', async () => {
    const { url } = await relayOn({ publicUrl: 'https://ar.example.org' });
    const device = await newDevice();
    const createAt = async (host: string, proof: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(url);
        const headers = { host, 'content-type': 'application/json' };
        request({ hostname, port, path: '/api/sessions/create', method: 'POST', headers }, ({ statusCode }) =>
          resolve(statusCode),
        )
          .on('error', reject)
          .end(JSON.stringify({ proof }));
      });
    const own = new URL(url).host;
    // A proxy may keep the name that people use, or put this machine's in its place.
    for (const host of ['ar.example.org', own, 'localhost:1234']) {
      expect(await createAt(host, await device.prove('https://ar.example.org'))).toBe(201);
    }
    expect(await createAt(own, await device.prove(url))).toBe(201);
    expect(await createAt('localhost:1234', await device.prove('http://localhost:1234'))).toBe(201);
    // Somebody else's relay passes on a proof that it was given, under its own name.
    for (const host of [
      'evil.example',
      'ar.example.org.evil.example',
      'localhost.evil.example',
      '203.0.113.7:8080',
      '',
    ]) {
      expect(await createAt(host, await device.prove(`https://${host || 'evil.example'}`))).toBe(401);
    }
    const made = await create(url, { proof: await device.prove(url) });
    const shared = await share(url, { session_id: made.body.session_id }, made.body.token);
    expect(shared.body.share_url).toBe(`https://ar.example.org/#join=${shared.body.share_code}`);
  });

  it('[API-3] a member gets fresh tokens with its key; nobody else does, also after a restart', async () => {
    const dataFolder = newFolder();
    const relay = await relayOn({ dataFolder });
    const [host, guest, stranger] = await Promise.all([newDevice(), newDevice(), newDevice()]);
    const made = await create(relay.url, { proof: await host.prove(relay.url) });
    const id = made.body.session_id;
    const code = await share(relay.url, { session_id: id, role: 'viewer' }, made.body.token);
    await join(relay.url, { share_code: code.body.share_code, proof: await guest.prove(relay.url) });
    await relay.close();
    const { url } = await relayOn({ dataFolder });
    const hostAgain = await renew(url, id, await host.prove(url));
    expect(tokenGrant.parse(hostAgain.body)).toMatchObject({ role: 'host', user_id: made.body.user_id });
    expect((await renew(url, id, await guest.prove(url))).body.role).toBe('viewer');
    expect(await renew(url, id, await stranger.prove(url))).toMatchObject({
      status: 403,
      body: { code: 'api/forbidden' },
    });
    expect((await renew(url, newSessionId(), await host.prove(url))).status).toBe(404);
    expect((await renew(url, 'no-session', await host.prove(url))).status).toBe(404);
    // The token of before the restart still counts: the key is kept.
    expect((await share(url, { session_id: id }, made.body.token)).status).toBe(201);
  });
});

describe('share codes', () => {
  it('[API-4] whoever has the code joins in its role, however it is typed', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const made = await share(url, { session_id: host.session, role: 'viewer' }, host.token);
    expect(made.status).toBe(201);
    const { share_code: code, share_url } = shareGrant.parse(made.body);
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
    expect(share_url).toBe(`${url}/#join=${code}`);
    const sloppy = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    for (const typed of [code, sloppy, code.replaceAll('-', '').replaceAll('1', 'I')]) {
      const joined = await join(url, { share_code: typed, name: 'Ada' });
      expect(joined.status).toBe(200);
      expect(joinGrant.parse(joined.body)).toMatchObject({ session_id: host.session, role: 'viewer' });
    }
  });

  it('[API-4] only the host shares, and only the session of the token', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const other = await hostOf(url);
    const editor = await guestOf(url, host, 'editor');
    const ask = { session_id: host.session };
    expect((await share(url, ask)).status).toBe(401);
    expect((await share(url, ask, 'x.y.z')).status).toBe(401);
    expect((await share(url, ask, editor.token)).status).toBe(403);
    expect((await share(url, ask, other.token)).status).toBe(403);
    expect((await share(url, { ...ask, role: 'host' }, host.token)).status).toBe(400);
  });

  it('[API-5] unknown, expired and used-up codes get one and the same answer', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const once = await share(url, { session_id: host.session, max_uses: 1 }, host.token);
    const tries = await Promise.all(
      Array.from({ length: 8 }, () => join(url, { share_code: once.body.share_code })),
    );
    expect(tries.filter(each => each.status === 200)).toHaveLength(1);
    const answers = [
      ...tries.filter(each => each.status !== 200),
      await join(url, { share_code: '0000-0000-0000' }),
      await join(url, { share_code: 'UUUU' }),
    ].map(({ status, body }) => ({ ...body, status, server_time: '' }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 404, code: 'api/code-unknown' });
  });

  it('[API-6] a member who joins again uses nothing up and keeps the higher role', async () => {
    const { url } = await relayOn();
    const device = await newDevice();
    const host = await newDevice();
    const made = await create(url, { proof: await host.prove(url) });
    const { session_id, token } = made.body;
    const codeFor = async (role: string, max_uses: number) =>
      (await share(url, { session_id, role, max_uses }, token)).body.share_code;
    const [viewer, editor] = [await codeFor('viewer', 1), await codeFor('editor', 1)];
    const roleWith = async (share_code: string) =>
      (await join(url, { share_code, proof: await device.prove(url) })).body.role;
    expect(await roleWith(viewer)).toBe('viewer');
    expect(await roleWith(viewer)).toBe('viewer');
    // A member's visit is no use, but it lifts the role.
    expect(await roleWith(editor)).toBe('editor');
    expect(await roleWith(viewer)).toBe('editor');
    const asHost = await join(url, { share_code: editor, proof: await host.prove(url) });
    expect(asHost.body).toMatchObject({ role: 'host', user_id: made.body.user_id });
  });
});

describe('bad requests', () => {
  it('[API-7] are refused with a problem that has a stable code, and touch nobody else', async () => {
    const { url } = await relayOn();
    const bodies: [unknown, number, string][] = [
      ['{"id":', 400, 'api/bad-request'],
      ['[]', 400, 'api/bad-request'],
      ['{"__proto__":{"id":1}}', 400, 'api/bad-request'],
      [{ id: 'x' }, 400, 'api/bad-request'],
      [{ id: newSessionId(), role: 'host' }, 400, 'api/bad-request'],
      [{ created: 'yesterday' }, 400, 'api/bad-request'],
      [{ device: 'x'.repeat(LIMITS.nameChars + 1) }, 400, 'api/bad-request'],
      [{ proof: 'x'.repeat(LIMITS.bodyMaxBytes) }, 413, 'api/too-large'],
    ];
    for (const [body, status, code] of bodies) {
      const answer = await create(url, body);
      expect(answer).toMatchObject({ status, body: { code, status } });
      expect(answer.type).toContain('application/problem+json');
      problem.parse(answer.body);
    }
    expect((await join(url, {})).status).toBe(400);
    expect(await post<Problem>(url, '/api/nothing', {})).toMatchObject({
      status: 404,
      body: { code: 'api/not-found' },
    });
    const form = await fetch(`${url}/api/sessions/create`, {
      method: 'POST',
      body: new URLSearchParams('a=b'),
    });
    expect(form.status).toBe(415);
    problem.parse(await form.json());
    expect((await create(url, {})).status).toBe(201);
  });

  it('[API-8] one address that asks too often is told to wait, by resource', async () => {
    const { url } = await relayOn({ apiPerMinuteCount: 5 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => join(url, { share_code: '0000-0000-0000' })),
    );
    expect(answers.map(each => each.status).sort()).toEqual([404, 404, 404, 404, 404, 429, 429, 429]);
    expect(answers.find(each => each.status === 429)?.body.code).toBe('api/too-fast');
    expect((await create(url, {})).status).toBe(201);
  });
});
