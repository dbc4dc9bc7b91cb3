import { checkNode, ensureInstalled } from '../../relay/prepare.mjs';

/** `npm run bench`: prints what AI Frame costs beside a bare reference that is measured in the same run. */
checkNode();
ensureInstalled();
const tsx = await import('tsx/esm/api');
tsx.register();
await import('./main.ts');
