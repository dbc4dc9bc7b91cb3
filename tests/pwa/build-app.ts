import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { REPOSITORY } from '../architecture/source.ts';

/** Where the page of `page/main.ts` puts what it sees. */
export interface BuiltApp {
  readonly folder: string;
}

/**
 * Builds with the app's own settings, worker, page and public files into a folder of its own. Only the entry
 * is another: a small one that registers the app and shows its state, so that these tests need nothing but
 * this room. `version` ends up in the bundle.
 */
export async function buildApp(
  version: string,
  folder = mkdtempSync(join(tmpdir(), 'ai-frame-app-')),
): Promise<BuiltApp> {
  const before = process.env.NODE_ENV;
  // Vitest says "test", and a build in that mode would keep the development branches of libraries.
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: join(REPOSITORY, 'vite.config.ts'),
      logLevel: 'error',
      mode: 'production',
      define: { TEST_VERSION: JSON.stringify(version) },
      plugins: [
        {
          name: 'test-entry',
          enforce: 'pre',
          resolveId: id => (id.endsWith('/main.ts') ? join(import.meta.dirname, 'page/main.ts') : undefined),
        },
      ],
      build: { outDir: folder, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  return { folder };
}
