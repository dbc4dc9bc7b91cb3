import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const relay = process.env.AI_FRAME_RELAY ?? 'http://127.0.0.1:8081';

const MiB = 1024 * 1024;
const BACKGROUND = '#0e1116';
const png = (src: string, sizes: string) => ({ src, sizes, type: 'image/png' });

/** Keeps every file of the build on the device, so that the app starts with no network. */
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: '.',
  filename: 'service-worker.ts',
  injectManifest: {
    globPatterns: ['**/*.{js,css,html,wasm,png,svg,json,glb,woff2,txt}'],
    // The operator's word must come from the network, and screenshots are only for the browser's install
    // dialog.
    globIgnores: ['sw-state.json', 'screenshots/**'],
    maximumFileSizeToCacheInBytes: 8 * MiB,
    rollupFormat: 'iife',
  },
  integration: {
    // The address of a worker must never change, whatever its source is called: a device asks only there for
    // a newer one.
    beforeBuildServiceWorker(options) {
      options.swDest = join(dirname(options.swDest), 'sw.js');
      options.injectManifest.swDest = options.swDest;
    },
    configureCustomSWViteBuild(inline) {
      inline.logLevel = 'warn';
    },
  },
  registerType: 'prompt',
  injectRegister: false,
  includeManifestIcons: false,
  manifest: {
    id: '/',
    name: 'AI Frame',
    short_name: 'AI Frame',
    description: 'Place things in the real world, alone or together, with or without a network.',
    lang: 'en',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: BACKGROUND,
    theme_color: BACKGROUND,
    categories: ['productivity', 'utilities', 'design'],
    icons: [
      { ...png('/icons/icon-192.png', '192x192'), purpose: 'any' },
      { ...png('/icons/icon-512.png', '512x512'), purpose: 'any' },
      { ...png('/icons/icon-maskable-512.png', '512x512'), purpose: 'maskable' },
      { src: '/favicon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    ],
    screenshots: [
      { ...png('/screenshots/wide.png', '1280x720'), form_factor: 'wide', label: 'A session on a desktop' },
      { ...png('/screenshots/narrow.png', '540x960'), form_factor: 'narrow', label: 'A session on a phone' },
    ],
  },
});

const COMPRESSIBLE = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.txt', '.wasm']);

/**
 * Puts a .br and a .gz beside each file of text, for the relay to send as they are. After the worker's list
 * of files is made.
 */
function precompress(): Plugin {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  let folder = '';
  return {
    name: 'ai-frame:precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        for (const entry of entries) {
          if (!entry.isFile() || !COMPRESSIBLE.has(extname(entry.name))) continue;
          // An operator edits this one in place; a packed copy would go on saying what it said before.
          if (entry.name === 'sw-state.json') continue;
          const path = join(entry.parentPath, entry.name);
          const bytes = await readFile(path);
          const best = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
          await writeFile(`${path}.br`, await brotli(bytes, best));
          await writeFile(`${path}.gz`, await zip(bytes, { level: constants.Z_BEST_COMPRESSION }));
        }
      },
    },
  };
}

export default defineConfig({
  root: 'client',
  publicDir: '../public',
  plugins: [offline, precompress()],
  // Two copies of yjs in one bundle break its instanceof checks.
  resolve: { dedupe: ['yjs', 'three', '@preact/signals-core'] },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    // All of it is kept on the device after the first visit, so splitting it more would save nobody anything.
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: '127.0.0.1',
    port: 8080,
    // As objects: for a bare string Vite changes the Host header, and devices prove themselves to the host
    // that they see.
    proxy: {
      '/api': { target: relay },
      '/healthz': { target: relay },
      '/readyz': { target: relay },
      '/ws': { target: relay, ws: true },
    },
  },
});
