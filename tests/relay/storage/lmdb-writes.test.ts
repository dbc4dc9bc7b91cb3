import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { afterAll, expect, it } from 'vitest';
import { unchainWrites } from '../../../relay/storage/lmdb-writes.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-writes-'));
const opened: RootDatabase[] = [];
afterAll(async () => {
  for (const env of opened) await env.close();
  rmSync(root, { recursive: true, force: true });
});

const openNew = (name: string): RootDatabase => {
  const env = open({ path: join(root, `${name}.mdb`), overlappingSync: false });
  opened.push(env);
  return env;
};

interface Link {
  readonly next?: Link | null;
}

/** How many later writes are reached from the first one, after ten of them. */
async function heldByTheFirst(env: RootDatabase): Promise<number> {
  let first: Link | undefined;
  env.on('aftercommit', ({ next }: { readonly next: Link }) => {
    first ??= next;
  });
  for (let n = 0; n < 10; n++) await env.put(`key ${n}`, n);
  let count = 0;
  for (let link = first?.next; link; link = link.next) count += 1;
  return count;
}

it('[STORE-17] a write that is done holds none of the later ones', async () => {
  const env = openNew('unchained');
  unchainWrites(env);
  expect(await heldByTheFirst(env)).toBe(0);
});

it('the binding alone chains them: once it does not, unchaining has had its day', async () => {
  expect(await heldByTheFirst(openNew('chained'))).toBeGreaterThanOrEqual(10);
});

it('[STORE-17] of writes of all kinds at the same time each is answered and kept', async () => {
  const env = openNew('many');
  unchainWrites(env);
  const write = (n: number): Promise<boolean> => {
    const key = `key ${n}`;
    if (n % 4 === 0) return env.ifNoExists('never there', () => void env.put(key, n));
    if (n % 4 === 1) return env.transaction(() => env.put(key, n)).then(() => true);
    if (n % 4 === 2) return env.batch(() => void env.put(key, n));
    return env.put(key, n);
  };
  const refused: Promise<boolean>[] = [];
  for (let turn = 0; turn < 50; turn++) {
    const numbers = Array.from({ length: 40 }, (_, i) => turn * 40 + i);
    const written = numbers.map(write);
    refused.push(env.ifNoExists(`key ${turn * 40}`, () => void env.put('never', turn)));
    if (turn % 3 === 0) expect(await Promise.all(written)).not.toContain(false);
  }
  expect(await Promise.all(refused)).not.toContain(true);
  expect(await env.ifNoExists('never there', () => void env.put('last', 1))).toBe(true);
  for (let n = 0; n < 2_000; n++) expect(env.get(`key ${n}`)).toBe(n);
});
