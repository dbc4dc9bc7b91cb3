import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { rateLimited } from '../../../relay/access/index.ts';
import { ROUTES } from '../../../shared/api/index.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { offerProtocols, socketPath } from '../../../shared/protocol.ts';
import { editOf } from '../../support/documents.ts';
import { guestOf, hostOf, logged, post, relayOn, send } from '../../support/relay.ts';
import { RawClient, refusalOf, update } from '../../support/wire.ts';

const guess = (url: string, headers: Record<string, string> = {}) =>
  fetch(url + ROUTES.join, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ share_code: '0000-0000-0000' }),
  });

describe('guessing codes', () => {
  it('[SEC-1] wrong codes are counted for each address, and a right one waits with them', async () => {
    const { url } = await relayOn({ trustedProxy: 1, apiPerMinuteCount: 100 });
    const host = await hostOf(url);
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const share = await post<{ share_code: string }>(
      url,
      ROUTES.createShare,
      { session_id: host.session },
      host.token,
    );
    // The limit follows the setting for requests: a quarter of it.
    for (let i = 0; i < 25; i++) expect((await guess(url, from('203.0.113.1'))).status).toBe(404);
    expect((await guess(url, from('203.0.113.1'))).status).toBe(429);
    const right = (address: string) =>
      fetch(url + ROUTES.join, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...from(address) },
        body: JSON.stringify({ share_code: share.body.share_code }),
      });
    expect((await right('203.0.113.1')).status).toBe(429);
    expect((await right('203.0.113.2')).status).toBe(200);
  });

  it('[SEC-1] guesses from everywhere together make all wait who have guessed, and nobody else', async () => {
    const log = logged();
    const { url } = await relayOn({ trustedProxy: 1, apiPerMinuteCount: 80, logLevel: 'warn' });
    const from = (i: number) => guess(url, { 'x-forwarded-for': `203.0.113.${i}` });
    // Ten times what one address may do, and no address has done that.
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => from(i)));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    }
    expect(log()).toContain('"address":"everywhere"');
    expect((await from(7)).status).toBe(429);
    // Somebody else, who may be right: they are told that they are not, and then wait like the others.
    expect((await from(99)).status).toBe(404);
    expect((await from(99)).status).toBe(429);
  });

  it('[SEC-2] who is not behind a trusted proxy is where their socket is, whatever they say', async () => {
    const { url } = await relayOn({ apiPerMinuteCount: 20 });
    const statuses = [];
    for (let i = 0; i < 22; i++)
      statuses.push((await guess(url, { 'x-forwarded-for': `203.0.113.${i}` })).status);
    expect(statuses.filter(status => status === 404)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the security log', () => {
  it('[SEC-12] cannot be filled by people outside; what is done inside is always there', () => {
    let now = 0;
    const written: string[] = [];
    const log = rateLimited(
      ({ event }) => written.push(event),
      () => now,
    );
    const lines = (event: string): number => written.filter(each => each === event).length;
    for (let i = 0; i < 1_000; i++) {
      log({ event: 'origin.refused', origin: 'https://evil.example' });
      log({ event: 'keys.rotated', kid: String(i) });
    }
    expect([lines('origin.refused'), lines('keys.rotated')]).toEqual([60, 1_000]);
    now = 30_000;
    for (let i = 0; i < 100; i++) log({ event: 'origin.refused', origin: 'https://evil.example' });
    expect(lines('origin.refused')).toBe(90);
  });

  it('[SEC-7] tells of refused updates, removals, roles, dead tokens, guesses, foreign pages and oversize, and of no secret', async () => {
    const log = logged();
    const { url } = await relayOn({ logLevel: 'warn', apiPerMinuteCount: 60 });
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'viewer');
    const viewer = await RawClient.join(url, guest);
    viewer.send(update(editOf(new Y.Doc(), doc => void doc.getMap('settings').set('name', 'private'))));
    await refusalOf(viewer);
    const member = ROUTES.member(host.session, guest.user);
    await send(url, 'PATCH', member, { body: { role: 'editor' }, token: host.token });
    const large = await RawClient.join(url, guest);
    large.ws.send(new Uint8Array(LIMITS.messageMaxBytes + 1));
    await large.closes();
    await send(url, 'DELETE', member, { token: host.token });
    await send(url, 'GET', ROUTES.session(host.session), { token: guest.token });
    const foreign = new RawClient(url, socketPath(host.session), offerProtocols(host.token), {
      origin: 'https://evil.example',
    });
    await foreign.closes();
    for (let i = 0; i < 21; i++) await guess(url);
    await send(url, 'DELETE', ROUTES.session(host.session), { token: host.token });
    const events = log()
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as { event?: string; level: number });
    for (const event of [
      'update.refused',
      'member.changed',
      'message.oversize',
      'member.removed',
      'token.dead',
      'origin.refused',
      'codes.guessed',
      'session.deleted',
    ]) {
      expect(
        events.filter(each => each.event === event),
        event,
      ).toHaveLength(1);
    }
    for (const secret of [host.token, guest.token, '0000-0000-0000', 'private'])
      expect(log()).not.toContain(secret);
  });
});
