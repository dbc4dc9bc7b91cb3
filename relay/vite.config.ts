import { defineConfig } from 'vite';

/**
 * The relay, and the commands that look after its data, for Node. Their dependencies stay in node_modules:
 * some of them are native.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: true,
    outDir: '../dist/relay',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rolldownOptions: {
      input: { main: 'main.ts', cli: 'cli/main.ts', decoder: 'media/decoder.mjs' },
      // All in one folder: files find the built app beside it.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
