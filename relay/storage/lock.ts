import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../shared/errors.ts';

/**
 * The lock of one process on a folder. Given back by `release`; a process that dies leaves a lock that the
 * next one takes over.
 */
export interface FolderLock {
  release(): void;
}

interface Owner {
  readonly pid: number;
  /** When the process started, in the kernel's ticks, where the system tells: process ids are used again. */
  readonly started: string | undefined;
}

/**
 * The longest that a takeover, a matter of microseconds, may take before its process counts as dead. By the
 * file system's clock, and by this process's own.
 */
const TAKEOVER_MAX_MS = 10_000;
const TAKEOVER_SEEN_MS = 2_000;
/** Between two looks at a lock that is to become free. */
const LOOK_MS = 50;

/** Of proc_pid_stat(5): a process that has ended, and only waits to be asked how. */
const ENDED = ['Z', 'X', 'x'];

/**
 * Locks of this very process: its own pid in a lock file is otherwise a leftover from before a container
 * restarted.
 */
const held = new Set<string>();

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/**
 * State and start of a process by the kernel's word. Undefined where the system says nothing, or there is no
 * such process.
 */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    // The name in the second field may hold spaces and brackets, so count from its closing bracket; the state
    // is field 3, the start field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] as string, started: fields[19] as string };
  } catch {
    return undefined;
  }
}

/** A process id as the system gives them out: 0 and below mean groups of processes to `kill`. */
const isPid = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

function readOwner(path: string): Owner | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner> | null;
    return isPid(value?.pid) ? { pid: value.pid, started: value.started } : undefined;
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
  const stat = statOf(owner.pid);
  if (stat && ENDED.includes(stat.state)) return false;
  return owner.started === undefined || stat === undefined || stat.started === owner.started;
}

/** The live process, another one, that holds the lock at `path`. Takes nothing and writes nothing. */
export function holderOf(path: string): number | undefined {
  const owner = readOwner(path);
  return owner && isAlive(owner) ? owner.pid : undefined;
}

/** Runs a step; returns false where somebody else has taken it already. */
function first(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Creates the lock whole: nobody finds it half written and takes it for a leftover. */
function create(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  const owner = JSON.stringify({ pid: process.pid, started: statOf(process.pid)?.started });
  try {
    writeFileSync(draft, owner, { mode: 0o600 });
    return first(() => linkSync(draft, path));
  } finally {
    // On a full disk it was made and could not be written.
    rmSync(draft, { force: true });
  }
}

/**
 * Removes a lock whose owner is gone. One relay at a time looks and removes, or a second would remove what
 * the first has just taken.
 */
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

/**
 * Takes the lock file at `path`; fails with `store/locked` while a live process holds it, with
 * `store/starting` while one is about to.
 */
export function lockFolder(path: string): Result<FolderLock> {
  if (held.has(path)) return fail('store/locked', 'held by this process');
  try {
    if (!create(path)) {
      const found = clear(path);
      if (typeof found === 'object') return fail('store/locked', `held by process ${found.pid}`);
      if (found === 'busy' || !create(path)) return fail('store/starting');
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

/** Returns which takeover was begun. */
function takeoverAt(path: string): string | undefined {
  const guard = statSync(`${path}.takeover`, { throwIfNoEntry: false });
  return guard && `${guard.ino}/${guard.mtimeMs}`;
}

/**
 * As `lockFolder`, and waits up to `waitMs` for a lock that another process holds: one that is stopping lets
 * it go. A takeover that somebody began and did not live to finish is ended after two seconds.
 */
export async function awaitLock(path: string, waitMs: number): Promise<Result<FolderLock>> {
  const end = performance.now() + waitMs;
  let seen: { readonly takeover: string | undefined; readonly at: number } | undefined;
  for (;;) {
    const lock = lockFolder(path);
    const isHeld = !lock.ok && (lock.error.code === 'store/locked' || lock.error.code === 'store/starting');
    const now = performance.now();
    if (!isHeld || now >= end) return lock;
    const takeover = takeoverAt(path);
    if (!seen || seen.takeover !== takeover) seen = { takeover, at: now };
    else if (takeover !== undefined && now - seen.at > TAKEOVER_SEEN_MS) {
      rmSync(`${path}.takeover`, { recursive: true, force: true });
    }
    await new Promise(resolve => setTimeout(resolve, Math.min(LOOK_MS, end - now)));
  }
}
