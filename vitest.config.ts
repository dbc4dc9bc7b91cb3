import { defineConfig } from 'vitest/config';

const BROWSER = {
  // Software WebGL on a busy machine starves now and then; the last lines of a run name what passed only the
  // second time.
  retry: 1,
  expect: { poll: { timeout: 30_000 } },
  // Some stories take a minute here; on a machine half as quick they still end.
  testTimeout: 240_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  // Two copies of yjs in one process break its instanceof checks.
  resolve: { dedupe: ['yjs', 'three', '@preact/signals-core'] },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.browser.test.ts'],
          // Vitest would leave one core to itself, but most of these wait for disks, timers and processes.
          maxWorkers: '100%',
        },
      },
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
