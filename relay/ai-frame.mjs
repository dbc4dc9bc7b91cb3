#!/usr/bin/env node
import { checkNode, ensureBuilt, ensureInstalled } from './prepare.mjs';

/**
 * `ai-frame` and `npm run ai-frame --`: the commands of relay/cli, from a bare clone too. Paths are those of
 * whoever calls it.
 */
checkNode();
ensureInstalled();
ensureBuilt();
await import(new URL('../dist/relay/cli.js', import.meta.url));
