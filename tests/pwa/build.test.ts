import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltApp, buildApp } from './build-app.ts';

let app: BuiltApp;
let files: readonly string[];

beforeAll(async () => {
  app = await buildApp('one');
  files = readdirSync(app.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(app.folder.length + 1));
}, 120_000);
afterAll(() => rmSync(app.folder, { recursive: true }));

const read = (path: string): Buffer => readFileSync(join(app.folder, path));

/**
 * Never kept on the device: the worker itself, packed copies, the operator's word, pictures for a shop
 * window, notes about sources.
 */
const NOT_KEPT = [/^sw\.js$/, /\.(br|gz)$/, /^sw-state\.json$/, /^screenshots\//, /\.md$/];

describe('the build', () => {
  it('[PWA-1] the worker keeps every file that the app can ask for, each once', () => {
    const listed = [
      ...read('sw.js')
        .toString()
        .matchAll(/"url":"([^"]+)"/g),
    ].map(match => match[1] as string);
    const expected = files.filter(path => !NOT_KEPT.some(pattern => pattern.test(path)));
    expect(listed.sort()).toEqual(expected.sort());
    for (const needed of ['index.html', 'manifest.webmanifest', 'favicon.svg'])
      expect(listed).toContain(needed);
    expect(listed.some(path => path.endsWith('.woff2'))).toBe(true);
    expect(listed.some(path => path.startsWith('models/'))).toBe(true);
    expect(listed.some(path => path.startsWith('xr-profiles/'))).toBe(true);
  });

  it('[PWA-2] every file of text lies there packed, and unpacks to itself', () => {
    const text = files.filter(
      path => /\.(js|css|html|svg|json|webmanifest|txt|wasm)$/.test(path) && path !== 'sw-state.json',
    );
    expect(text.length).toBeGreaterThan(5);
    for (const path of text) {
      expect(brotliDecompressSync(read(`${path}.br`)).equals(read(path)), path).toBe(true);
      expect(gunzipSync(read(`${path}.gz`)).equals(read(path)), path).toBe(true);
    }
    expect(files.filter(path => path.startsWith('sw-state'))).toEqual(['sw-state.json']);
  });

  it('[PWA-3] the manifest has what an install needs, and every picture it names is there in the size it says', () => {
    const manifest = JSON.parse(read('manifest.webmanifest').toString()) as {
      id: string;
      start_url: string;
      scope: string;
      display: string;
      icons: { src: string; sizes: string; type: string; purpose: string }[];
      screenshots: { src: string; sizes: string; type: string; form_factor: string }[];
    };
    expect(manifest).toMatchObject({ id: '/', start_url: '/', scope: '/', display: 'standalone' });
    const has = (sizes: string, purpose: string) =>
      manifest.icons.some(
        icon => icon.sizes === sizes && icon.purpose === purpose && icon.type === 'image/png',
      );
    expect([has('192x192', 'any'), has('512x512', 'any'), has('512x512', 'maskable')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(manifest.screenshots.map(each => each.form_factor).sort()).toEqual(['narrow', 'wide']);
    for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots]) {
      const bytes = read(src.slice(1));
      if (type !== 'image/png') continue;
      // A PNG says its width and height in its first chunk (PNG specification, 11.2.2).
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, src).toBe(sizes);
    }
  });

  it('[PWA-4] the page has no inline script and names no other origin', () => {
    const html = read('index.html').toString();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).toContain('rel="manifest"');
    const styles = files.filter(path => path.endsWith('.css')).map(path => read(path).toString());
    for (const text of [html, ...styles])
      expect(text).not.toMatch(/(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?\/\//);
  });

  it('[PWA-5] the worker stays small, and no file passes what it may keep', () => {
    expect(statSync(join(app.folder, 'sw.js')).size).toBeLessThan(40_000);
    for (const path of files)
      expect(statSync(join(app.folder, path)).size, path).toBeLessThan(8 * 1024 * 1024);
  });
});
