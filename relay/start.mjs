import { checkNode, ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

/** `npm start`: from a bare clone to a running relay, in this one process, so that signals reach it. */
checkNode();
ensureInstalled();
ensureBuilt();
process.chdir(ROOT);
await import(new URL('../dist/relay/main.js', import.meta.url));
