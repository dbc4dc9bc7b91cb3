import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { Connection } from '../../../relay/rooms/connection.ts';
import { Inbox } from '../../../relay/rooms/inbox.ts';
import { PersonBudgets } from '../../../relay/rooms/person-budgets.ts';
import { WorkBudget } from '../../../relay/rooms/work-budget.ts';
import type { UserId } from '../../../shared/ids.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE } from '../../../shared/protocol.ts';
import { onCleanup } from '../../support/cleanup.ts';
import { editOf, put } from '../../support/documents.ts';
import { guestOf, hostOf, relayOn, slowedCount } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { ack, RawClient, update } from '../../support/wire.ts';

describe('the time that one person may take', () => {
  it('[FAN-8] is a burst and then a share; a debt is never longer than they can be held back for', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4_000), fc.nat(3_000)), { maxLength: 60 }), steps => {
        const allowance = new WorkBudget(0);
        let now = 0;
        let taken = 0;
        for (const [ms, waitMs] of steps) {
          now += waitMs;
          const restMs = allowance.waitMs(now);
          expect(restMs).toBeLessThanOrEqual((LIMITS.workDebtMaxMs * 1000) / LIMITS.workPerSecondMs);
          if (restMs > 0) continue;
          allowance.spend(ms, now);
          // One piece may be larger than what is left, and is forgiven beyond the debt.
          taken += Math.min(ms, LIMITS.workDebtMaxMs);
          const share = LIMITS.workBurstMs + (now * LIMITS.workPerSecondMs) / 1000;
          expect(taken).toBeLessThanOrEqual(share + LIMITS.workDebtMaxMs);
        }
      }),
    );
    const allowance = new WorkBudget(0);
    allowance.spend(LIMITS.workBurstMs + LIMITS.workPerSecondMs, 0);
    expect(allowance.waitMs(0)).toBe(1000);
    expect(allowance.waitMs(1000)).toBe(0);
  });

  it('[FAN-8] while somebody rests nothing of theirs is handled, and then all of it, in order', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    onCleanup(() => sockets.close());
    onCleanup(() => server.close());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const heard: number[] = [];
    const rests: number[] = [];
    sockets.on('connection', ws => {
      ws.pause();
      const inbox = new Inbox(ws, data => {
        expect(inbox.isThrottled).toBe(false);
        const n = Number(data.toString());
        heard.push(n);
        if (n % 100 !== 0) return;
        inbox.throttle(5);
        rests.push(n);
      });
      inbox.listen();
    });
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onCleanup(() => client.terminate());
    client.on('open', () => {
      for (let n = 1; n <= 1_000; n++) client.send(String(n));
    });
    await until(() => heard.length === 1_000, 'all of them');
    expect(heard).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    expect(rests).toHaveLength(10);
  });

  it('[FAN-8] nothing is handled, and nothing read, of somebody who was sent away for what was held back', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    onCleanup(() => sockets.close());
    onCleanup(() => server.close());
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const heard: string[] = [];
    let isPaused: boolean | undefined;
    sockets.on('connection', ws => {
      ws.pause();
      const inbox = new Inbox(ws, data => {
        heard.push(data.toString());
        if (heard.length === 1) inbox.throttle(5);
        if (heard.length < 3) return;
        inbox.stop();
        ws.pause();
        setImmediate(() => {
          isPaused = ws.isPaused;
        });
      });
      inbox.listen();
    });
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onCleanup(() => client.terminate());
    client.on('open', () => {
      for (let n = 1; n <= 100; n++) client.send(String(n));
    });
    await until(() => isPaused !== undefined, 'the end');
    expect(heard).toEqual(['1', '2', '3']);
    expect(isPaused).toBe(true);
  });

  it('[GATE-2] nobody is remembered who was only asked about: a token may claim anything before it is checked', () => {
    const budgets = new PersonBudgets();
    const users = Array.from({ length: 100 }, (_, n) => `somebody-${n}` as UserId);
    for (const user of users) expect(budgets.hasRefusalBudget(user)).toBe(true);
    expect(budgets.count).toBe(0);
    for (let n = 0; n < LIMITS.refusalsBurstCount; n++)
      expect(budgets.takeRefusal(users[0] as UserId)).toBe(true);
    expect(budgets.takeRefusal(users[0] as UserId)).toBe(false);
    expect(budgets.hasRefusalBudget(users[0] as UserId)).toBe(false);
    expect(budgets.hasRefusalBudget(users[1] as UserId)).toBe(true);
    expect(budgets.count).toBe(1);
  });

  it('[FAN-8] work that came to nothing counts twenty times, and a person’s bytes are counted together', () => {
    const [first, second] = ['first', 'second'] as [UserId, UserId];
    const working = new PersonBudgets();
    working.waste(first, LIMITS.workBurstMs / LIMITS.wastedWorkFactor);
    expect(working.spend(first, LIMITS.workBurstMs / 2, 0)).toBeGreaterThan(0);
    expect(working.spend(second, LIMITS.workBurstMs / 2, 0)).toBe(0);

    const sending = new PersonBudgets();
    expect(sending.spend(first, 0, LIMITS.burstBytes)).toBe(0);
    expect(sending.spend(first, 0, LIMITS.bytesPerSecond)).toBeGreaterThan(0);
    expect(sending.spend(second, 0, LIMITS.burstBytes)).toBe(0);
  });

  it('[FAN-8] who makes work that comes to nothing is slowed down on all their sockets; others are not', async () => {
    const { url } = await relayOn();
    const host = await hostOf(url);
    const guest = await guestOf(url, host, 'editor');
    const whole = update(
      editOf(new Y.Doc(), doc => {
        for (let i = 0; i < 4_000; i++) put(`o${i}`, i)(doc);
      }),
    );
    const neighbour = await RawClient.join(url, host);
    expect(await slowedCount(url)).toBe(0);
    const waste = vi.spyOn(PersonBudgets.prototype, 'waste');
    const rest = vi.spyOn(Connection.prototype, 'throttle');
    onCleanup(() => vi.restoreAllMocks());
    // The same again and again: it merges nothing, and has to be read each time. Time or bytes run out,
    // whichever is first.
    for (let rounds = 0; (await slowedCount(url)) === 0; rounds++) {
      expect(rounds).toBeLessThan(100);
      const client = await RawClient.join(url, guest);
      for (let i = 0; i < 10; i++) client.send(whole);
      client.send(ack(Uint8Array.of(1)));
      const isRead = () => client.received.some(({ type }) => type === MESSAGE.ack);
      await until(async () => isRead() || (await slowedCount(url)) > 0, 'it to be read');
      client.ws.close();
    }
    const slow = await RawClient.join(url, guest);
    await slow.hears(() => true);
    slow.send(whole);
    await neighbour.barrier(2);
    expect(waste).toHaveBeenCalledWith(guest.user, expect.any(Number));
    const slowed = rest.mock.contexts.map(each => (each as unknown as Connection).user);
    expect(new Set(slowed)).toEqual(new Set([guest.user]));
    expect(neighbour.closed).toBeUndefined();
    expect(slow.closed).toBeUndefined();
  });
});
