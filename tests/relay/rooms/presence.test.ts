import * as encoding from 'lib0/encoding';
import { expect, it } from 'vitest';
import { LIMITS } from '../../../shared/limits.ts';
import { MESSAGE } from '../../../shared/protocol.ts';
import { guestOf, hostOf, relayOn, send } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import {
  awareness,
  message,
  provider,
  RawClient,
  type Received,
  state,
  statesOf,
  synced,
} from '../../support/wire.ts';

/** Everything that a client heard of one other client id, in order. */
const heardOf = (client: RawClient, id: number) =>
  client.received
    .filter(m => m.type === MESSAGE.awareness)
    .map(m => statesOf(m.body).get(id))
    .filter(each => each !== undefined);
const speaksOf = (id: number) => (m: Received) => m.type === MESSAGE.awareness && statesOf(m.body).has(id);

it('[PRES-1] what a device says of itself reaches the others with the relay’s word on who it is', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const guest = await guestOf(relay.url, host, 'viewer');
  const a = await RawClient.join(relay.url, host);
  const b = await RawClient.join(relay.url, guest);
  b.send(awareness(state(77, 1, { user: host.user, role: 'host', name: 'B', head: [1, 2, 3] })));
  const { body } = await a.hears(speaksOf(77));
  expect(statesOf(body).get(77)).toEqual({
    clock: 1,
    state: { user: guest.user, role: 'viewer', name: 'B', head: [1, 2, 3] },
  });
});

it('[PRES-10] what the relay does not know of presence goes through unchanged', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const a = await RawClient.join(relay.url, host);
  const b = await RawClient.join(relay.url, host);
  const said = {
    ping: { n: 1, asks: 'look', at: [1, 0, 2] },
    aims: [[0, 1, 2, 3, 4, 5]],
    mood: { of: 'a newer app' },
  };
  b.send(awareness(state(77, 1, said)));
  const { body } = await a.hears(speaksOf(77));
  expect(statesOf(body).get(77)?.state).toEqual({ ...said, user: host.user, role: 'host' });
});

it('[PRES-2] presence never comes back to its sender, and plain clients do not set off an echo', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const raw = await RawClient.join(relay.url, host);
  const plain = await Promise.all(
    [1, 2, 3].map(async n => {
      const each = provider(relay.url, host);
      await synced(each);
      each.awareness.setLocalState({ n });
      return each;
    }),
  );
  raw.send(awareness(state(77, 1, { n: 0 })));
  await until(() => plain.every(each => each.awareness.getStates().size === 4), 'everybody to see everybody');
  for (let i = 1; i <= 20; i++) plain[0]?.awareness.setLocalState({ n: 1, i });
  const id = plain[0]?.awareness.clientID ?? 0;
  await until(() => heardOf(raw, id).at(-1)?.state?.i === 20, 'the last state');
  const count = raw.received.length;
  await raw.barrier(1);
  // Twenty states of one client, at most one message each: what the others echo is passed over.
  expect(raw.received.length).toBe(count + 1);
  expect(heardOf(raw, id).length).toBeLessThanOrEqual(22);
  expect(heardOf(raw, 77)).toEqual([]);
});

it('[PRES-3] of a burst only the newest state of each client goes out', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const a = await RawClient.join(relay.url, host);
  const b = await RawClient.join(relay.url, host);
  const burst = 300;
  for (let clock = 1; clock <= burst; clock++) b.send(awareness(state(77, clock, { clock })));
  await until(() => heardOf(a, 77).at(-1)?.state?.clock === burst, 'the last state');
  expect(heardOf(a, 77).length).toBeLessThan(burst / 2);
  const clocks = heardOf(a, 77).map(each => each.clock);
  expect(clocks).toEqual([...clocks].sort((x, y) => x - y));
});

it('[PRES-4] somebody who comes late gets everybody’s presence in one message, and again on asking', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const all = await Promise.all(Array.from({ length: 5 }, () => RawClient.join(relay.url, host)));
  for (const [i, each] of all.entries()) each.send(awareness(state(100 + i, 1, { i })));
  const last = all[4] as RawClient;
  await until(() => [0, 1, 2, 3].every(i => heardOf(last, 100 + i).length > 0), 'all states');
  await Promise.all(all.map(each => each.barrier(1)));
  const late = await RawClient.join(relay.url, host);
  const { body } = await late.hears(m => m.type === MESSAGE.awareness);
  expect([...statesOf(body).keys()].sort()).toEqual([100, 101, 102, 103, 104]);
  late.received.length = 0;
  late.send(message(MESSAGE.queryAwareness)());
  const asked = await late.hears(m => m.type === MESSAGE.awareness);
  expect(statesOf(asked.body).size).toBe(5);
});

it('[PRES-5] who leaves is gone for the others at once, however it left', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const a = await RawClient.join(relay.url, host);
  const polite = await RawClient.join(relay.url, host);
  const cut = await RawClient.join(relay.url, host);
  polite.send(awareness(state(1, 5, { here: true })));
  cut.send(awareness(state(2, 8, { here: true })));
  await a.hears(speaksOf(1));
  await a.hears(speaksOf(2));
  polite.send(awareness(state(1, 6, null)));
  cut.ws.terminate();
  await until(
    () => heardOf(a, 1).at(-1)?.state === null && heardOf(a, 2).at(-1)?.state === null,
    'both to go',
  );
  // The clock of the last state: a higher one would swallow what the client says when it comes back.
  expect(heardOf(a, 2).at(-1)?.clock).toBe(8);
  const late = await RawClient.join(relay.url, host);
  await late.barrier(1);
  expect(heardOf(late, 1)).toEqual([]);
  expect(heardOf(late, 2)).toEqual([]);
});

it('[PRES-6] nobody speaks for somebody else’s client id', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const victim = await RawClient.join(relay.url, host);
  const watcher = await RawClient.join(relay.url, host);
  const mallory = await RawClient.join(relay.url, await guestOf(relay.url, host, 'editor'));
  victim.send(awareness(state(5, 1, { name: 'victim' })));
  await watcher.hears(speaksOf(5));
  mallory.send(awareness(state(5, 2, { name: 'mallory' })));
  mallory.send(awareness(state(5, 3, null)));
  mallory.send(awareness(state(66, 1, { name: 'mallory' })));
  mallory.send(awareness(state(67, 1, { name: 'mallory again' })));
  await watcher.hears(speaksOf(66));
  victim.send(awareness(state(5, 2, { name: 'still me' })));
  await until(() => heardOf(watcher, 5).at(-1)?.state?.name === 'still me', 'the victim to be heard');
  expect(heardOf(watcher, 5).map(each => each.state?.name)).toEqual(['victim', 'still me']);
  expect(heardOf(watcher, 67)).toEqual([]);
  const jump = await RawClient.join(relay.url, await guestOf(relay.url, host, 'editor'));
  jump.send(awareness(state(9, 2 ** 53 - 2, { name: 'mute' })));
  expect((await jump.closes()).code).toBe(4400);
});

it('[PRES-6] nor while its owner is away for a moment', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const watcher = await RawClient.join(relay.url, host);
  const before = await RawClient.join(relay.url, host);
  const mallory = await RawClient.join(relay.url, await guestOf(relay.url, host, 'editor'));
  before.send(awareness(state(5, 1, { name: 'victim' })));
  await watcher.hears(speaksOf(5));
  before.ws.terminate();
  await until(() => heardOf(watcher, 5).at(-1)?.state === null, 'the victim to be gone');
  mallory.send(awareness(state(5, 1_000_000, { name: 'mallory' })));
  await mallory.barrier(1);
  const back = await RawClient.join(relay.url, host);
  back.send(awareness(state(5, 2, { name: 'back' })));
  await until(() => heardOf(watcher, 5).at(-1)?.state?.name === 'back', 'the victim to be heard');
  expect(heardOf(watcher, 5).map(each => each.state?.name)).toEqual(['victim', undefined, 'back']);
});

it('[PRES-7] a device that comes back before its old socket is known to be dead speaks again', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const watcher = await RawClient.join(relay.url, host);
  const old = await RawClient.join(relay.url, host);
  old.send(awareness(state(5, 1_000_000, { at: 'old' })));
  await watcher.hears(speaksOf(5));
  const fresh = await RawClient.join(relay.url, host);
  fresh.send(awareness(state(5, 2_000_000, { at: 'new' })));
  await until(() => heardOf(watcher, 5).at(-1)?.state?.at === 'new', 'the new socket');
  old.ws.terminate();
  fresh.send(awareness(state(5, 2_000_001, { at: 'newer' })));
  await until(() => heardOf(watcher, 5).at(-1)?.state?.at === 'newer', 'the new socket again');
  expect(heardOf(watcher, 5).map(each => each.state?.at)).toEqual(['old', 'new', 'newer']);
});

it('[PRES-8] presence is bounded in bytes, and what is not presence is refused', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const watcher = await RawClient.join(relay.url, host);
  const large = await RawClient.join(relay.url, host);
  large.send(awareness(state(5, 1, { name: 'x'.repeat(LIMITS.presenceMaxBytes) })));
  expect((await large.closes()).code).toBe(4413);
  for (const body of [
    Uint8Array.of(1),
    Uint8Array.of(0xff, 0xff, 0x7f),
    state(1, 1, [1]),
    state(1, 1, 'text'),
  ]) {
    const bad = await RawClient.join(relay.url, host);
    bad.send(awareness(body));
    expect((await bad.closes()).code).toBe(4400);
  }
  await watcher.barrier(1);
  expect(watcher.received.filter(m => m.type === MESSAGE.awareness)).toEqual([]);
});

it('[PRES-8] presence that is nested too deep to be written again costs its sender the socket, and nobody else anything', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const watcher = await RawClient.join(relay.url, host);
  for (const [depth, code] of [
    [90_000, 4413],
    [LIMITS.presenceMaxBytes, 4413],
    [LIMITS.presenceMaxBytes / 2 - 100, undefined],
  ] as const) {
    const mallory = await RawClient.join(relay.url, await guestOf(relay.url, host, 'viewer'));
    const entry = encoding.encode(encoder => {
      for (const number of [1, depth, 1]) encoding.writeVarUint(encoder, number);
      encoding.writeVarString(encoder, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    });
    mallory.send(awareness(entry));
    if (code) expect((await mallory.closes()).code).toBe(code);
    else await watcher.hears(speaksOf(depth));
  }
  await watcher.barrier(1);
});

it('[PRES-9] a role that changes is in its person’s presence at once, and what the device says next is heard', async () => {
  const relay = await relayOn();
  const host = await hostOf(relay.url);
  const guest = await guestOf(relay.url, host, 'viewer');
  const plain = provider(relay.url, host);
  await synced(plain);
  const device = await RawClient.join(relay.url, guest);
  device.send(awareness(state(77, 1, { n: 1 })));
  const seen = () => plain.awareness.getStates().get(77);
  await until(() => seen()?.n === 1, 'the guest');
  const setRole = (role: string) =>
    send(relay.url, 'PATCH', `/api/sessions/${host.session}/members/${guest.user}`, {
      body: { role },
      token: host.token,
    });
  await setRole('editor');
  await until(() => seen()?.role === 'editor', 'the new role');
  await setRole('viewer');
  await until(() => seen()?.role === 'viewer', 'the former role');
  expect(seen()?.n).toBe(1);
  // The device counts on from its own clock, which those that went out are ahead of.
  device.send(awareness(state(77, 2, { n: 2 })));
  await until(() => seen()?.n === 2, 'the next state');
  device.ws.close();
  await until(() => seen() === undefined, 'the guest to be gone');
  const again = await RawClient.join(relay.url, guest);
  again.send(awareness(state(77, 3, { n: 3 })));
  await until(() => seen()?.n === 3, 'the guest again');
});
