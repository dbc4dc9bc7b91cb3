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
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
