import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { REPOSITORY } from '../architecture/source.ts';

/** Inside node_modules, so that the packages that it leaves out are found from there. */
const FOLDER = join(REPOSITORY, 'node_modules/.cache/ai-frame');

/** Of packages that are CommonJS, some ask for others while they run. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

async function bundle(outfile: string, from: BuildOptions): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  // All but what is native in one file: it starts in half the time.
  await build({
    ...from,
    outfile,
    bundle: true,
    external: ['lmdb', 'sharp'],
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  // The build puts this file beside it too. It is the same for all who test at once.
  copyFileSync(join(REPOSITORY, 'relay/media/decoder.mjs'), join(dirname(outfile), 'decoder.mjs'));
}

/**
 * Bundles a program for Node before the tests of a file and removes it after them; returns its path. `from`:
 * a file of the repository, or source in the folder that its imports are relative to.
 */
export function useProgram(
  name: string,
  from: { readonly file: string } | { readonly source: string; readonly folder: string },
): string {
  const outfile = join(FOLDER, `${name}-${process.pid}.mjs`);
  beforeAll(() =>
    bundle(
      outfile,
      'file' in from
        ? { entryPoints: [join(REPOSITORY, from.file)] }
        : { stdin: { contents: from.source, resolveDir: from.folder, loader: 'ts' } },
    ),
  );
  afterAll(() => rmSync(outfile));
  return outfile;
}
