import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { awaitLock, holderOf, lockFolder } from '../../../relay/storage/lock.ts';

const root = mkdtempSync(join(tmpdir(), 'ai-frame-lock-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const lockOf = (name: string, content: unknown): string => {
  const path = join(root, `${name}.lock`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  children.push(child);
  return child;
}

/** Leaves a lock without taking another's away. */
function taken(path: string): boolean {
  const lock = lockFolder(path);
  if (lock.ok) lock.value.release();
  return lock.ok;
}

it('[STORE-24] a process id that is none is nobody’s', () => {
  const nobodys = [0, -1, -process.ppid, 1.5, 1e300, '1', null, true, [1], {}, undefined];
  for (const [i, pid] of nobodys.entries())
    expect([pid, taken(lockOf(`nobody-${i}`, { pid }))]).toEqual([pid, true]);
  expect(taken(lockOf('null', 'null'))).toBe(true);
  expect(taken(lockOf('alive', { pid: process.ppid }))).toBe(false);
});

it.runIf(existsSync('/proc/self/stat'))(
  '[STORE-24] a process that has ended, and that nobody has asked how, is nobody',
  async () => {
    // The shell starts one that ends, and becomes a program that never asks.
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(parent);
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const stateOf = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? '';
    while (stateOf() !== 'Z') await new Promise(resolve => setTimeout(resolve, 10));
    expect(() => process.kill(pid, 0)).not.toThrow();
    const path = lockOf('zombie', { pid });
    expect(taken(path)).toBe(true);
    expect(holderOf(lockOf('zombie', { pid }))).toBeUndefined();
  },
);

it('[STORE-25] a takeover that was not finished has its own words, and is ended by whoever waits', async () => {
  const path = lockOf('takeover', { pid: 4_194_305 });
  mkdirSync(`${path}.takeover`);
  // By a clock that was set back it was begun in the future: its age says nothing.
  const future = new Date(Date.now() + 3_600_000);
  utimesSync(`${path}.takeover`, future, future);
  expect(lockFolder(path)).toMatchObject({ ok: false, error: { code: 'store/starting' } });
  expect(await awaitLock(path, 0)).toMatchObject({ ok: false, error: { code: 'store/starting' } });
  const lock = await awaitLock(path, 30_000);
  if (!lock.ok) throw new Error(lock.error.code);
  expect(existsSync(`${path}.takeover`)).toBe(false);
  lock.value.release();
});

it('[STORE-26] a lock is waited for until its process lets it go, and no longer than asked', async () => {
  const child = sleeper();
  const path = lockOf('stopping', { pid: child.pid });
  expect(await awaitLock(path, 100)).toMatchObject({ ok: false, error: { code: 'store/locked' } });
  const waiting = awaitLock(path, 60_000);
  const first = await Promise.race([
    waiting,
    new Promise(resolve => setTimeout(() => resolve('waits'), 200)),
  ]);
  expect(first).toBe('waits');
  child.kill('SIGKILL');
  const lock = await waiting;
  expect(lock.ok).toBe(true);
  // Within one process too.
  const next = awaitLock(path, 60_000);
  if (lock.ok) lock.value.release();
  const after = await next;
  expect(after.ok).toBe(true);
  if (after.ok) after.value.release();
});
