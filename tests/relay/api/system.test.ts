import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../relay/storage/index.ts';
import { ROUTES } from '../../../shared/api/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { hostOf, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { RawClient } from '../../support/wire.ts';

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { security: object[]; responses: Record<string, unknown> }>>;
}

describe('what the relay says of itself', () => {
  it('[API-9] the OpenAPI document is valid, and is about the routes that are there', async () => {
    const { url } = await relayOn();
    const { body: document, status } = await send<OpenApi>(url, 'GET', ROUTES.openapi);
    expect(status).toBe(200);
    expect(document.openapi).toMatch(/^3\.1/);
    const checked = await new Validator().validate(document as unknown as Record<string, unknown>);
    expect(checked).toMatchObject({ valid: true });

    // Every resource that both ends know is described, and nothing else.
    const described = Object.keys(document.paths).map(path => path.replace(/\{\w+\}/g, ':x'));
    const known = Object.values(ROUTES).map(route => (typeof route === 'string' ? route : route(':x', ':x')));
    expect(described.filter(path => !known.includes(path))).toEqual([]);

    // Each operation is there: with good ids and no token it refuses with something else than "no such
    // address".
    const ids: Record<string, string> = {
      id: newSessionId(),
      user: 'x'.repeat(43),
      share: 'x'.repeat(12),
      name: 'x',
      sha256: 'a'.repeat(64),
    };
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(operations)) {
        const address = path.replace(/\{(\w+)\}/g, (_, name) => ids[name] as string);
        const { status: answered } = await send(url, method.toUpperCase(), address);
        const needsToken = security.length > 0 && security.every(each => 'token' in each);
        if (needsToken) expect([400, 401, 415], `${method} ${path}`).toContain(answered);
        else expect(answered, `${method} ${path}`).toBeLessThan(500);
        expect(answered, `${method} ${path}`).not.toBe(404);
      }
    }
  });

  it('[API-10] numbers for Prometheus name no session and no person', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const client = await RawClient.join(url, host);
    await client.barrier(1);
    await send(url, 'GET', ROUTES.session(host.session), { token: host.token });
    const { body, type } = await send<string>(url, 'GET', ROUTES.metrics);
    expect(type).toContain('text/plain');
    expect(body).toMatch(/^ai_frame_rooms 1$/m);
    expect(body).toMatch(/^ai_frame_sockets 1$/m);
    expect(body).toMatch(/^ai_frame_ack_seconds_count 1$/m);
    expect(body).toMatch(/ai_frame_store_seconds_count\{operation="put"\} [1-9]/);
    expect(body).toMatch(
      /ai_frame_http_seconds_count\{method="GET",route="\/api\/sessions\/:id",status="200"\} 1/,
    );
    for (const secret of [host.session, host.user, host.token]) expect(body).not.toContain(secret);
  });

  it('[API-10] where there is an operator, the numbers are theirs', async () => {
    const operatorToken = 'operator-of-this-relay-0123456789';
    const { url } = await relayOn({ operatorToken });
    expect((await send(url, 'GET', ROUTES.metrics)).status).toBe(401);
    expect((await send(url, 'GET', ROUTES.metrics, { token: `${operatorToken}x` })).status).toBe(401);
    expect((await send(url, 'GET', ROUTES.metrics, { token: operatorToken })).status).toBe(200);
  });

  it('[API-11] it is ready when its storage can be written, and not when that fails', async () => {
    const store = new MemoryStore();
    const put = store.put.bind(store);
    const relay = await relayOn({}, store);
    expect((await send(relay.url, 'GET', ROUTES.ready)).status).toBe(200);
    const broken = new MemoryStore();
    const other = await relayOn({}, broken);
    broken.put = async (collection, ...rest) => {
      if (collection === 'keys') throw new Error('no space left');
      return put(collection, ...rest);
    };
    expect(await send(other.url, 'GET', ROUTES.ready)).toMatchObject({
      status: 503,
      body: { code: 'api/unavailable' },
    });
    await until(() => other.failed, 'the relay to say that it failed');
    expect((await send(other.url, 'GET', ROUTES.health)).status).toBe(200);
    expect((await send(other.url, 'POST', ROUTES.createSession, { body: {} })).status).toBe(503);
  });
});
