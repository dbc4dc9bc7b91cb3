import { defineConfig } from 'vitest/config';
import { secondTry } from './tests/support/second-try.ts';

const BROWSER = {
  // Software WebGL on a busy machine starves now and then; the last lines of a run name what passed only the
  // second time.
  retry: 1,
  expect: { poll: { timeout: 30_000 } },
  // Some stories take a minute here; on a machine half as quick they still end.
  testTimeout: 240_000,
  hookTimeout: 120_000,
};

/** Stands in for modules, which a shared process may have loaded before. */
const ALONE = ['tests/panel/language.test.ts'];

/**
 * Tests in Node of some folders. With `isolate` each file has a process of its own, which costs half
 * a second.
 */
const node = (name: string, folders: readonly string[], isolate: boolean) => ({
  extends: true as const,
  test: {
    name,
    isolate,
    include: folders.map(folder => `tests/${folder}{.test.ts,/**/*.test.ts}`),
    exclude: ['tests/**/*.browser.test.ts', ...(isolate ? [] : ALONE)],
    // Vitest would leave one core to itself, but most of these wait for disks, timers and processes.
    maxWorkers: '100%',
  },
});

export default defineConfig({
  // Two copies of yjs in one process break its instanceof checks.
  resolve: { dedupe: ['yjs', 'three', '@preact/signals-core'] },
  test: {
    // What is waited for comes at once; on a busy machine at once is long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', secondTry],
    setupFiles: ['tests/support/setup.ts'],
    projects: [
      // No process, no relay, no page: what a file changes it puts back, so that many share a process.
      node(
        'unit',
        ['architecture', 'disk', 'model', 'panel', 'scene', 'shared', 'tools', 'ui', 'view', 'xr'],
        false,
      ),
      // Each puts a page's globals in its own process.
      node('device', ['app', 'link', 'panel/language'], true),
      node('relay', ['fuzz', 'pwa', 'relay'], false),
      {
        extends: true,
        test: {
          ...BROWSER,
          name: 'screens',
          include: ['tests/ui/**/*.browser.test.ts'],
          // Drawn without WebGL, one core each.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...BROWSER,
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          exclude: ['tests/ui/**'],
          // One browser at a time, after everything else: WebGL is software here, and frames must not starve.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
