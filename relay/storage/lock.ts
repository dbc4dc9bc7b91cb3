import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** Takes the lock file at `path`; fails with `store/locked` while a live process holds it. */
export function lockFolder(path: string): Result<FolderLock> {
  if (held.has(path)) return fail('store/locked', `held by this process`);
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      held.add(path);
      return ok({
        release: () => {
          held.delete(path);
          rmSync(path, { force: true });
        },
      });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') return fail('store/unavailable', codeOf(error), error);
    }
    const owner = readOwner(path);
    if (owner && isAlive(owner)) return fail('store/locked', `held by process ${owner.pid}`);
    // Renaming is the claim: of two relays that find the same stale file, one gets it and the other starts over.
    const stale = `${path}.stale-${process.pid}`;
    try {
      renameSync(path, stale);
      rmSync(stale, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return fail('store/unavailable', codeOf(error), error);
    }
  }
  return fail('store/locked', 'another relay is starting');
}
