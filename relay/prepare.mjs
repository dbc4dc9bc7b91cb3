import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Steps that a bare clone needs before anything runs. Plain Node: nothing may be installed yet. */

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const OLDEST_NODE = [20, 19];
const SOURCES = [
  'client',
  'shared',
  'relay',
  'public',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];
const BUILT = ['dist/app/index.html', 'dist/relay/main.js', 'dist/relay/cli.js'];
const STAMP = 'dist/.stamp';

/** Ends the process with one sentence. */
export function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  giveUp(
    `AI Frame needs Node ${OLDEST_NODE.join('.')} or newer, and this is ${process.versions.node}: see https://nodejs.org.`,
  );
}

/**
 * Runs npm in the repository; gives up with `sentence`, and with what npm said, where that fails. `stdio` as
 * in Node.
 */
function npm(args, sentence, stdio) {
  // Windows finds npm through its command file only, and Node starts those through a shell only.
  const shell = process.platform === 'win32';
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: ROOT, stdio, shell });
  if (status === 0) return;
  for (const said of [stdout, stderr]) if (said) process.stderr.write(said);
  giveUp(sentence);
}

const modifiedMs = path => (existsSync(join(ROOT, path)) ? statSync(join(ROOT, path)).mtimeMs : 0);

const packagesIn = path => JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages;

/**
 * Whether node_modules holds what package-lock.json names. Versions are compared, not times: a checkout makes
 * every file new.
 */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(join(ROOT, record))) return false;
  const installed = packagesIn(record);
  return Object.entries(packagesIn('package-lock.json')).every(
    // Optional packages are those of other systems, and the entry with no name is this project.
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** Installs what package-lock.json names, unless that is what is installed. */
export function ensureInstalled() {
  if (isInstalled()) return;
  process.stderr.write('Installing what AI Frame needs ...\n');
  npm(
    ['ci', '--no-fund', '--no-audit'],
    'Installing failed: the lines above say why. Try again once that is solved.',
    'inherit',
  );
}

/** When the newest file under `path` was modified (ms); a folder counts itself, so that a deletion shows. */
function newestMs(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return 0;
  const stat = statSync(full);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(full).map(name => newestMs(join(path, name))));
}

/** Builds the app and the relay into dist/, unless nothing has changed since the last time. */
export function ensureBuilt() {
  const built = BUILT.every(path => existsSync(join(ROOT, path)));
  // The time before the build: what changes while it runs is built the next time.
  const startedMs = Date.now();
  if (built && modifiedMs(STAMP) >= Math.max(...SOURCES.map(newestMs))) return;
  process.stderr.write('Building AI Frame ...\n');
  npm(['run', '--silent', 'build'], 'Building failed: the lines above say why.', 'pipe');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(join(ROOT, STAMP), '');
  utimesSync(join(ROOT, STAMP), startedMs / 1000, startedMs / 1000);
}
