import { expect, it } from 'vitest';
import { verifyFolder } from '../../relay/lifecycle/index.ts';
import { describe as inWords } from '../../shared/errors.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { newFolder } from '../support/cleanup.ts';
import { flipRowKeys } from '../support/flipped-keys.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { names, place } from '../support/tabs.ts';
import { until } from '../support/until.ts';
import { fetchDocument } from '../support/wire.ts';
import { joined, live, open, shared, waiting } from './harness.ts';

it('[RELAY-22] a document that the relay has lost is asked for from the host’s device; everybody else keeps theirs and is told', async () => {
  const [port, dataFolder] = [await freePort(), newFolder()];
  const relay = await relayOn({ port, dataFolder });
  const host = await open(relay.url);
  place(host.document, 'before');
  await live(host);
  const member = await joined(relay.url, await shared(host, 'editor', relay.url));
  const guest = await open(relay.url, { id: host.id, createdHere: undefined, ...member });
  await live(guest);
  host.link.close();
  await relay.close();
  expect(flipRowKeys(dataFolder, host.id, 'updates')).toBeGreaterThan(0);

  const again = await relayOn({ port, dataFolder });
  guest.wake.now();
  await until(() => guest.link.state.value.state === 'refused', 'the guest to be told');
  const { error } = guest.link.refusal.value ?? {};
  expect(error?.code).toBe('link/unreadable');
  expect(Object.values(error ? inWords(error) : {}).join(' ')).toContain(
    'the host’s device brings its copy back',
  );
  expect(names(guest.document)).toEqual(['before']);

  const epochs: string[] = [];
  const back = await open(again.url, {
    id: host.id,
    identity: host.identity,
    document: host.document,
    access: host.stored.access,
    onEpoch: epoch => epochs.push(epoch),
  });
  await live(back);
  expect(waiting(back)).toBe(0);
  expect(epochs).toHaveLength(1);
  const { access } = back.stored;
  const there = await fetchDocument(again.url, {
    session: host.id,
    token: access?.token ?? '',
    user: access?.user ?? '',
  });
  expect(names(new SessionDocument(there))).toEqual(['before']);
  // Another history: what the guest has does not flow into it by itself.
  guest.link.retry();
  await until(
    () => guest.link.refusal.value?.error.code === 'link/epoch',
    'the guest to hear of the new history',
  );
  await again.close();
  const verified = await verifyFolder({ folder: dataFolder, masterKey: undefined });
  const findings = verified.ok ? verified.value.findings.map(({ problem }) => problem) : [];
  // Nothing but the rows under the key that is no session's.
  expect(findings).toEqual(['it belongs to no active session']);
});
