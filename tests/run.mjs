import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, ensureBuilt, ensureInstalled, giveUp, ROOT } from '../relay/prepare.mjs';
import { BROWSER_ADVICE, findBrowser, installBrowser } from './support/find-browser.mjs';

/**
 * `npm test`: from a bare clone to every test passed. Arguments go to vitest, to run a part: `npm test --
 * tests/shared`.
 */
checkNode();
ensureInstalled();
if (!findBrowser()) {
  process.stdout.write('No Chromium or Chrome here; trying to install Debian’s ...\n');
  if (!installBrowser() || !findBrowser()) giveUp(BROWSER_ADVICE);
}
ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'ai-frame-tests-'));
const report = join(folder, 'report.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: 'inherit' },
);
const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed\n`);
process.exit(status ?? 1);
