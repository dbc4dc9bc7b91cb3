import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureBuilt, ensureInstalled, giveUp, ROOT } from '../relay/prepare.mjs';
import { BROWSER_ADVICE, findBrowser, installBrowser } from './support/find-browser.mjs';

/**
 * `npm test`: from a bare clone to every test passed. Arguments go to vitest, to run a part: `npm test --
 * tests/shared`, or `npm test -- --changed` for what the changes since the last commit reach.
 */
checkNode();
ensureInstalled();
if (!findBrowser()) {
  process.stdout.write('No Chromium or Chrome here; trying to install Debian’s ...\n');
  if (!installBrowser() || !findBrowser()) giveUp(BROWSER_ADVICE);
}
ensureBuilt();

const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);
