import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../architecture/source.ts';

const APP = join(REPOSITORY, 'dist/app');
const text = (path: string): string => readFileSync(join(APP, path), 'utf8');

/** Scripts that the page runs at its start: what its document names, and all that these import statically. */
function loadedAtStart(): ReadonlySet<string> {
  const first = [...text('index.html').matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    match => match[1],
  );
  const found = new Set<string>();
  const queue = first.flatMap(path => path ?? []);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const match of text(path).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) {
      queue.push(`assets/${match[1]}`);
    }
  }
  return found;
}

/** Words that only this part of the app has, and no minifier changes. */
const PARTS = [
  ['the writer of GLB files', 'THREE.GLTFExporter r'],
  ['the writer of USDZ files', 'Three.js USDZExporter'],
] as const;

describe('what is seldom needed', () => {
  const scripts = readdirSync(join(APP, 'assets')).filter(name => name.endsWith('.js'));
  const start = loadedAtStart();

  it.each(PARTS)('[EXPORT-6] %s is not loaded at the start, and is on the device', (_part, words) => {
    const holders = scripts.map(name => `assets/${name}`).filter(path => text(path).includes(words));
    expect(holders).toHaveLength(1);
    expect(start.has(holders[0] ?? '')).toBe(false);
    expect(text('sw.js')).toContain(`"${holders[0]}"`);
  });

  it('[EXPORT-6] and the start is found whole', () => {
    expect(start.size).toBeGreaterThan(2);
    expect([...start].some(path => text(path).includes('WebGLRenderer'))).toBe(true);
  });
});
