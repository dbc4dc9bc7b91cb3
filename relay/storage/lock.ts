import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../shared/errors.ts';

/** Says that one process owns a folder. Given back by `release`; a process that dies leaves a lock that the next one takes over. */
export interface FolderLock {
  release(): void;
}

interface Owner {
  readonly pid: number;
  /** When the process started, in the kernel's ticks, where the system tells: process ids are used again. */
  readonly started: string | undefined;
}

/** Taking a lock over is a matter of microseconds: who is at it for longer has died. */
const TAKEOVER_MAX_MS = 10_000;

/** Locks of this very process: its own pid in a lock file is otherwise a leftover from before a container restarted. */
const held = new Set<string>();

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

function startOf(pid: number): string | undefined {
  try {
    // Field 22 of proc_pid_stat(5); the name before it may hold spaces, so count from its closing bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // no /proc on this system, or no such process
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner> | null;
    return typeof value?.pid === 'number' ? { pid: value.pid, started: value.started } : undefined;
  } catch {
    return undefined; // gone meanwhile, or cut short by a crash: nobody's
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  const started = startOf(owner.pid);
  return owner.started === undefined || started === undefined || started === owner.started;
}

/** Answers false for a step that somebody else has taken already. */
function first(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Puts the lock there whole: nobody finds it half written and takes it for a leftover. */
function create(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }), { mode: 0o600 });
  try {
    return first(() => linkSync(draft, path));
  } finally {
    rmSync(draft);
  }
}

/** Removes a lock whose owner is gone. One relay at a time looks and removes, or a second would remove what the first has just taken. */
function clear(path: string): 'cleared' | Owner | 'busy' {
  const guard = `${path}.takeover`;
  if (!first(() => mkdirSync(guard))) {
    const ageMs = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (ageMs > TAKEOVER_MAX_MS) rmSync(guard, { recursive: true, force: true });
    return 'busy';
  }
  try {
    const owner = readOwner(path);
    if (owner && isAlive(owner)) return owner;
    rmSync(path, { force: true });
    return 'cleared';
  } finally {
    rmdirSync(guard);
  }
}

/** Takes the lock file at `path`; fails with `store/locked` while a live process holds it. */
export function lockFolder(path: string): Result<FolderLock> {
  if (held.has(path)) return fail('store/locked', 'held by this process');
  try {
    if (!create(path)) {
      const found = clear(path);
      if (typeof found === 'object') return fail('store/locked', `held by process ${found.pid}`);
      if (found === 'busy' || !create(path)) return fail('store/locked', 'another relay is starting');
    }
  } catch (error) {
    return fail('store/unavailable', codeOf(error), error);
  }
  held.add(path);
  return ok({
    release: () => {
      held.delete(path);
      rmSync(path, { force: true });
    },
  });
}
