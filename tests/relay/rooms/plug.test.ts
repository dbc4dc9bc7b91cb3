import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { MemoryStore, newMemoryDisk } from '../../../relay/storage/index.ts';
import { equalDocs, put, valuesOf } from '../../support/documents.ts';
import { guestOf, hostOf, relayOn } from '../../support/relay.ts';
import { until } from '../../support/until.ts';
import { provider, synced } from '../../support/wire.ts';

it('[SEC-23] what a plain client has of somebody else’s, and the plug took from the relay, is no reason to send it away for good', async () => {
  const disk = newMemoryDisk();
  const first = await relayOn({}, new MemoryStore(disk));
  const host = await hostOf(first.url);
  const guest = await guestOf(first.url, host, 'editor');
  const [author, other] = [new Y.Doc(), new Y.Doc()];
  const [one, two] = [provider(first.url, host, author), provider(first.url, guest, other)];
  await Promise.all([synced(one), synced(two)]);
  put('flushed', 1)(author);
  put('theirs', 1)(other);
  await until(() => valuesOf(other).flushed === 1 && valuesOf(author).theirs === 1, 'both to see both');
  // The disk as it is when the plug is pulled: what comes after that was broadcast, and nothing else.
  const flushed = structuredClone(disk);
  put('lost', 2)(author);
  await until(() => valuesOf(other).lost === 2, 'the broadcast');
  one.destroy();
  two.destroy();
  await first.close();
  put('meanwhile', 3)(other);

  const second = await relayOn({}, new MemoryStore(flushed));
  const back = provider(second.url, guest, other);
  const codes: (number | undefined)[] = [];
  back.on('connection-close', event => codes.push(event?.code));
  await until(() => codes.length > 1, 'it to come back by itself');
  expect(new Set(codes)).toEqual(new Set([1013]));
  await synced(provider(second.url, host, author));
  await until(() => valuesOf(author).meanwhile === 3, 'its own edit to arrive');
  await until(() => equalDocs(author, other), 'both to be equal');
});
