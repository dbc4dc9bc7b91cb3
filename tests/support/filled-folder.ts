import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { newObjectId } from '../../shared/ids.ts';
import { newFolder } from './cleanup.ts';
import { editOf } from './documents.ts';
import { type Guest, guestOf, hostOf, relayOn } from './relay.ts';
import { RawClient, update } from './wire.ts';

export const PNG = readFileSync(new URL('../../public/icons/icon-192.png', import.meta.url));
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function send(url: string, guest: Guest, method: string, path: string, body: Buffer, type: string) {
  const response = await fetch(`${url}/api/sessions/${guest.session}/${path}`, {
    method,
    body: Buffer.from(body),
    headers: { authorization: `Bearer ${guest.token}`, 'content-type': type },
  });
  expect(response.status).toBe(201);
}

/**
 * A data folder with a session in it: objects, a picture with a thumbnail, a file, a guest. Its relay has
 * stopped.
 */
export async function filledFolder() {
  const dataFolder = newFolder();
  const relay = await relayOn({ dataFolder });
  const host = await hostOf(relay.url);
  const editor = await guestOf(relay.url, host, 'editor');
  const blob = randomBytes(100_000);
  const client = await RawClient.join(relay.url, host);
  const ids = Array.from({ length: 30 }, newObjectId);
  const doc = new Y.Doc();
  for (const id of ids) {
    const place = (target: Y.Doc) => {
      const entry = new Y.Map<unknown>();
      entry.set('kind', 'box');
      entry.set('placement', [null, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1]);
      target.getMap('objects').set(id, entry);
    };
    client.send(update(editOf(doc, place)));
  }
  await client.barrier(1);
  await send(relay.url, host, 'POST', 'screenshots/view', PNG, 'image/png');
  await send(relay.url, host, 'POST', 'screenshots/view/thumbnail', PNG, 'image/png');
  await send(relay.url, host, 'PUT', `blobs/${hashOf(blob)}`, blob, 'application/octet-stream');
  await relay.close();
  return { dataFolder, host, editor, blob, doc, ids };
}
