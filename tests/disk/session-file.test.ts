import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { exportSession, readSessionFile } from '../../client/disk/index.ts';
import { SessionDocument } from '../../shared/session/index.ts';
import { names, place, rename } from '../support/tabs.ts';

const encoder = new TextEncoder();

/** A file with these parts, whatever they are. */
function file(header: unknown, update: Uint8Array, version = 1, length?: number): Blob {
  const head = encoder.encode(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = new Uint8Array(12);
  prefix.set(encoder.encode('AIFRAME'));
  prefix[7] = version;
  new DataView(prefix.buffer).setUint32(8, length ?? head.length, true);
  return new Blob([prefix, head, new Uint8Array(update)]);
}

const HEADER = { format: 1, name: 'x', exported: '2026-11-22T10:00:00.000Z' };

function filled(): SessionDocument {
  const document = new SessionDocument();
  place(document, 'one');
  rename(document, place(document, 'two'), 'two again');
  return document;
}
const bytesOf = (document: SessionDocument): Uint8Array => Y.encodeStateAsUpdate(document.doc);

describe('session files', () => {
  it('[DISK-18] bring everything back', async () => {
    const before = filled();
    const read = await readSessionFile(exportSession(before, 'My room'));
    if (!read.ok) throw new Error(read.error.detail);
    expect(read.value.name).toBe('My room');
    const after = new SessionDocument();
    read.value.writeTo(after);
    expect(names(after)).toEqual(['one', 'two again']);
    expect(Y.encodeStateVector(after.doc)).toEqual(Y.encodeStateVector(before.doc));
  });

  it('[DISK-18] of an empty session are read too', async () => {
    expect(await readSessionFile(exportSession(new SessionDocument(), ''))).toMatchObject({ ok: true });
  });

  const whole = bytesOf(filled());
  const gap = new SessionDocument();
  const box = place(gap, 'a');
  const vector = Y.encodeStateVector(gap.doc);
  rename(gap, box, 'b');
  const hanging = Y.encodeStateAsUpdate(gap.doc, vector);
  const foreign = new Y.Doc();
  foreign.getText('prosemirror').insert(0, 'another app');

  it.each([
    ['nothing', new Blob([])],
    [
      'a picture',
      new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 0)]),
    ],
    ['a header that is no JSON', file('{{{', whole)],
    ['a header of another shape', file({ ...HEADER, name: 7 }, whole)],
    ['a header longer than the file', file(HEADER, whole, 1, 4_000)],
    ['a header of 4 GiB', file(HEADER, whole, 1, 0xffff_ffff)],
    ['half a document', file(HEADER, whole.slice(0, whole.length / 2))],
    ['no document', file(HEADER, new Uint8Array())],
    ['edits without their beginning', file(HEADER, hanging)],
    ['another app’s document', file(HEADER, Y.encodeStateAsUpdate(foreign))],
    // 30 million structs, claimed in 7 bytes.
    ['a claim of millions', file(HEADER, Uint8Array.of(1, 0x80, 0x8e, 0xa7, 0x0e, 1, 0))],
  ])('[DISK-18] %s is refused', async (_, blob) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await readSessionFile(blob)).toMatchObject({ ok: false, error: { code: 'file/unreadable' } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it.each([
    ['file', file(HEADER, whole, 2)],
    ['document', file({ ...HEADER, format: 2 }, whole)],
  ])('[DISK-18] a newer %s format says so', async (_, blob) => {
    expect(await readSessionFile(blob)).toMatchObject({
      ok: false,
      error: { code: 'document/newer-format' },
    });
  });

  it('[DISK-18] a file too large to be a session is refused unread', async () => {
    const huge = { size: 65 * 1024 * 1024, arrayBuffer: () => Promise.reject(new Error('was read')) } as Blob;
    expect(await readSessionFile(huge)).toMatchObject({ ok: false, error: { detail: 'too large' } });
  });

  it('[DISK-18] a damaged session comes back as far as it can be shown', async () => {
    const damaged = filled();
    Y.applyUpdate(damaged.doc, hanging);
    expect(damaged.doc.store.pendingStructs).not.toBeNull();
    const read = await readSessionFile(exportSession(damaged, 'With a hole'));
    if (!read.ok) throw new Error(read.error.detail);
    const after = new SessionDocument();
    read.value.writeTo(after);
    expect(names(after)).toEqual(['one', 'two again']);
    expect(after.doc.store.pendingStructs).toBeNull();
  });

  const SEED = 7_311;
  it(`[DISK-18] any damage is read or refused, never thrown (seed ${SEED})`, async () => {
    const good = new Uint8Array(await exportSession(filled(), 'x').arrayBuffer());
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = good.slice();
        bad[at] = (bad[at] ?? 0) ^ flip;
        const read = await readSessionFile(new Blob([bad]));
        if (read.ok) read.value.writeTo(new SessionDocument());
        else expect(['file/unreadable', 'document/newer-format']).toContain(read.error.code);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
