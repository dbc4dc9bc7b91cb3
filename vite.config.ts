import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const relay = process.env.AI_FRAME_RELAY ?? 'http://127.0.0.1:8081';

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  // Two copies of yjs in one bundle break its instanceof checks.
  resolve: { dedupe: ['yjs', 'three', '@preact/signals-core'] },
  build: { outDir: '../dist/app', emptyOutDir: true, target: 'es2022' },
  server: {
    host: '127.0.0.1',
    port: 8080,
    proxy: { '/api': relay, '/healthz': relay, '/ws': { target: relay, ws: true } },
  },
  test: {
    root: resolve(import.meta.dirname),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/**/*.browser.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/**/*.browser.test.ts'],
          // One browser at a time, after everything else: WebGL is software here, and frames must not starve.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
