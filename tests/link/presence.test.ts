import { describe, expect, it } from 'vitest';
import type { UserId } from '../../shared/ids.ts';
import type { Presence } from '../../shared/session/index.ts';
import { newFolder } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { until } from '../support/until.ts';
import { awareness, RawClient, state } from '../support/wire.ts';
import { type Device, isLive, open } from './harness.ts';
import { presenceSent, type TappedSocket, tap } from './tap.ts';

const person = (device: Device, x: number): Presence => ({
  user: device.identity.user,
  name: 'Ada',
  color: '#4cc2ff',
  device: 'screen',
  attention: 'here',
  head: { position: [x, 1.6, 0], rotation: [0, 0, 0, 1] },
  held: [],
});

const seesHeadAt = (device: Device, x: number): boolean =>
  device.link.peers.value.some(peer => peer.presence.head?.position[0] === x);

/** Devices of one person in one session, all live. */
async function together(
  url: string,
  count: number,
): Promise<{ devices: Device[]; sockets: TappedSocket[][] }> {
  const devices: Device[] = [];
  const sockets: TappedSocket[][] = [];
  for (let i = 0; i < count; i++) {
    const tapped = tap();
    const first = devices[0];
    const device = await open(url, {
      ...(first ? { id: first.id, identity: first.identity } : {}),
      environment: { WebSocket: tapped.WebSocket } as never,
    });
    await until(() => isLive(device), 'live');
    devices.push(device);
    sockets.push(tapped.sockets);
  }
  return { devices, sockets };
}

describe('presence', () => {
  it('[LINK-8] what four devices hear of one is sent back by none', async () => {
    const relay = await relayOn();
    const { devices, sockets } = await together(relay.url, 5);
    const [speaker, ...hearers] = devices as [Device, ...Device[]];
    for (let x = 1; x <= 5; x++) {
      speaker.link.setPresence(person(speaker, x));
      await until(() => hearers.every(each => seesHeadAt(each, x)), 'all to see it');
    }
    expect(sockets.slice(1).map(presenceSent)).toEqual([0, 0, 0, 0]);
    expect(presenceSent(sockets[0] ?? [])).toBe(5);
  });

  it('[LINK-9] a hundred words in one moment are one message, the last', async () => {
    const relay = await relayOn();
    const { devices, sockets } = await together(relay.url, 2);
    const [speaker, hearer] = devices as [Device, Device];
    speaker.link.setPresence(person(speaker, 0));
    await until(() => seesHeadAt(hearer, 0), 'the first');
    const before = presenceSent(sockets[0] ?? []);
    for (let x = 1; x <= 100; x++) speaker.link.setPresence(person(speaker, x));
    await until(() => seesHeadAt(hearer, 100), 'the last');
    expect(presenceSent(sockets[0] ?? [])).toBe(before + 1);
    // The same again is no news.
    speaker.link.setPresence(person(speaker, 100));
    speaker.link.setPresence(undefined);
    await until(() => hearer.link.peers.value.length === 0, 'the goodbye');
  });

  it('[LINK-9] it ends with the connection, for both sides, and returns with it unasked', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const { devices } = await together(relay.url, 2);
    const [one, two] = devices as [Device, Device];
    one.link.setPresence(person(one, 1));
    two.link.setPresence(person(two, 2));
    await until(() => seesHeadAt(two, 1) && seesHeadAt(one, 2), 'both to see each other');
    await relay.close();
    await until(() => one.link.peers.value.length === 0 && two.link.peers.value.length === 0, 'nobody there');
    await relayOn({ port, dataFolder });
    await until(() => seesHeadAt(two, 1) && seesHeadAt(one, 2), 'both to see each other again');
    one.link.close();
    await until(() => two.link.peers.value.length === 0, 'the goodbye');
  });

  it('[LINK-10] junk is read with tolerance, and nobody is their own peer', async () => {
    const relay = await relayOn();
    const { devices } = await together(relay.url, 1);
    const [device] = devices as [Device];
    device.link.setPresence(person(device, 1));
    const access = device.stored.access;
    if (!access) throw new Error('no access');
    const raw = await RawClient.join(relay.url, {
      session: device.id,
      token: access.token,
      user: access.user,
    });
    raw.send(
      awareness(
        state(77, 1, { name: 7, color: 'red', device: 'toaster', head: [1, 2, 'x'], held: 'everything' }),
      ),
    );
    await until(() => device.link.peers.value.length === 1, 'the stranger');
    expect(device.link.peers.value).toEqual([
      {
        client: 77,
        presence: {
          user: device.identity.user as UserId,
          name: 'Someone',
          color: '#9aa7b8',
          device: 'screen',
          attention: 'here',
          held: [],
        },
      },
    ]);
  });
});
