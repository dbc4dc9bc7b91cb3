import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { verifyFolder } from '../../../relay/lifecycle/index.ts';
import { newSessionId } from '../../../shared/ids.ts';
import { startProgram } from '../../support/cli.ts';
import { furnish, HOST, partsOn, storageIn } from '../../support/lifecycle-parts.ts';
import { useProgram } from '../../support/programs.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-kill-'));

/**
 * Does one thing to a session, and kills itself at a step: before the nth call of anything that writes, or in
 * the middle of it. Ends with 7 when there was no nth call.
 */
const SCRIPT = `
  import { partsOn, storageIn } from '../../support/lifecycle-parts.ts';
  const [folder, id, deed, step, moment] = process.argv.slice(2);
  let left = Number(step);
  const die = () => process.kill(process.pid, 'SIGKILL');
  const WRITES = ['append', 'compact', 'put', 'write', 'erase', 'draft', 'publish', 'truncate', 'remove', 'removeFolder', 'removeDraft'];
  const watched = target => new Proxy(target, {
    get(_target, name) {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (...args) => {
        const isIt = WRITES.includes(name) && left-- === 0;
        if (isIt && moment === 'before') die();
        const done = value.apply(target, args);
        if (isIt) die();
        return name === 'draft' ? done.then(watched) : done;
      };
    },
  });
  const storage = await storageIn(folder);
  const parts = await partsOn({
    ...storage, store: watched(storage.store), files: watched(storage.files), blobs: watched(storage.blobs),
  });
  left = Number(step);
  const done = await parts.lifecycle[deed](id);
  if (!done.ok) throw new Error(done.error.code);
  await parts.close();
  process.exit(7);
`;

const PROGRAM = useProgram('lifecycle', { source: SCRIPT, folder: import.meta.dirname });
afterAll(() => rmSync(root, { recursive: true, force: true }));

const id = newSessionId();
const other = newSessionId();

function edits(text: string): { updates: Uint8Array[]; json: unknown } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', update => void updates.push(update));
  for (let i = 0; i < 5; i++) doc.getMap('objects').set(`${text}${i}`, i);
  return { updates, json: doc.getMap('objects').toJSON() };
}

const own = edits('own');
const others = edits('other');

/** A folder with two sessions, the first archived or not. */
async function prepared(name: string, isArchived: boolean): Promise<string> {
  const folder = join(root, `${name}-${isArchived}`);
  const parts = await partsOn(await storageIn(folder));
  await furnish(parts, id, own.updates);
  await furnish(parts, other, others.updates);
  if (isArchived) expect(await parts.lifecycle.archive(id)).toMatchObject({ ok: true });
  await parts.close();
  return folder;
}

/** Comes up as a relay does after a kill, and looks at everything. Answers what became of the session. */
async function recovered(folder: string): Promise<'whole' | 'gone'> {
  const parts = await partsOn(await storageIn(folder));
  await parts.lifecycle.recover();
  await parts.close();
  expect(await verifyFolder({ folder, masterKey: undefined })).toMatchObject({ value: { findings: [] } });
  const again = await partsOn(await storageIn(folder));
  const { store, blobs } = again.storage;
  const contentOf = async (session: typeof id): Promise<unknown> => {
    const stored = await store.load(session);
    const doc = new Y.Doc();
    for (const update of [...(stored?.snapshot ? [stored.snapshot] : []), ...(stored?.updates ?? [])])
      Y.applyUpdate(doc, update);
    return doc.getMap('objects').toJSON();
  };
  expect(await contentOf(other)).toEqual(others.json);
  const active = await again.lifecycle.ensureActive(id);
  if (!active.ok) {
    expect(active.error.code).toBe('api/deleted');
    expect(await store.load(id)).toBeUndefined();
    expect(await blobs.list(id)).toEqual([]);
    expect(await store.get('keys', id)).toBeUndefined();
    await again.close();
    return 'gone';
  }
  expect(await contentOf(id)).toEqual(own.json);
  expect(await again.access.members.get(id, HOST)).toMatchObject({ role: 'host' });
  expect(await again.access.shares.list(id)).toHaveLength(1);
  expect(await store.get('clients', `${id}/1`)).toEqual({ user: HOST });
  expect((await store.list('events', { prefix: `${id}/` })).length).toBeGreaterThan(0);
  expect(await blobs.list(id)).toEqual([['shot', { bytes: 100_000 }]]);
  await again.close();
  return 'whole';
}

describe('[LIFE-4] killed with SIGKILL', { timeout: 300_000 }, () => {
  it.each([
    ['archive', false],
    ['ensureActive', true],
    ['delete', false],
    ['delete', true],
  ] as const)(
    'at every step of %s (archived before: %s): whole or gone, nothing left over',
    async (deed, isArchived) => {
      const base = await prepared(deed, isArchived);
      const outcomes: string[] = [];
      const kill = async (moment: string): Promise<void> => {
        for (let step = 0; ; step++) {
          const folder = join(root, `killed-${deed}-${isArchived}-${moment}-${step}`);
          cpSync(base, folder, { recursive: true });
          const { ended } = startProgram(PROGRAM, [folder, id, deed, String(step), moment]);
          const { code, signal, err } = await ended;
          const outcome = await recovered(folder);
          outcomes.push(outcome);
          if (deed !== 'delete') expect(outcome).toBe('whole');
          rmSync(folder, { recursive: true });
          if (code === 7) return;
          expect([signal, err]).toEqual(['SIGKILL', '']);
        }
      };
      await Promise.all(['before', 'during'].map(kill));
      expect(outcomes.length).toBeGreaterThan(6);
      if (deed === 'delete') expect(new Set(outcomes)).toEqual(new Set(['whole', 'gone']));
      rmSync(base, { recursive: true });
    },
  );
});
