import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { longFunctions } from './architecture/functions.ts';
import { REPOSITORY, repositoryFiles, type SourceFile, sources } from './architecture/source.ts';

/** The rules of the house. A failure names the place and the way out. */

const FILES = sources();
const MAX_LINES = 400;
const MAX_FUNCTION_LINES = 120;
const MAX_COLUMNS = 110;

/**
 * The first folder, or the first two inside client/ and relay/: a room. Files directly in client/ or relay/
 * join rooms.
 */
function roomOf(path: string): string {
  const [top = '', second = '', ...rest] = path.split('/');
  if (top === 'client' || top === 'relay') return rest.length > 0 ? `${top}/${second}` : top;
  return top;
}

/** Rooms of the client that may join others: the composition. */
const JOINERS = ['client', 'client/app'];
/** The client's hub: names that every room may use. */
const HUB = 'client/model';
/** What is shown and what can be done, decided once; the two surfaces draw it. */
const VIEW = 'client/view';
const SURFACES = ['client/ui', 'client/panel'];

function violations(check: (file: SourceFile) => readonly string[]): string[] {
  return FILES.flatMap(file => check(file).map(problem => `${file.path}: ${problem}`));
}

const packageName = (from: string): string =>
  from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] as string);

describe('the house', () => {
  it('shared knows no end, client and relay do not know each other, nothing knows the tests', () => {
    const forbidden: Record<string, readonly string[]> = {
      shared: ['client', 'relay', 'tests'],
      client: ['relay', 'tests'],
      relay: ['client', 'tests'],
    };
    expect(
      violations(({ path, imports }) => {
        const top = path.split('/')[0] as string;
        return imports
          .filter(({ file }) => file && forbidden[top]?.includes(file.split('/')[0] as string))
          .map(({ from, line }) => `line ${line} imports ${from}; put what both need into shared/`);
      }),
    ).toEqual([]);
  });

  it('inside the client the rooms form a star', () => {
    expect(
      violations(({ path, imports }) => {
        const room = roomOf(path);
        if (!room.startsWith('client') || JOINERS.includes(room)) return [];
        return imports
          .filter(({ file }) => {
            if (!file?.startsWith('client/')) return false;
            const allowed = SURFACES.includes(room) ? [room, HUB, VIEW] : [room, HUB];
            return !allowed.includes(roomOf(file));
          })
          .map(
            ({ from, line }) =>
              `line ${line} imports ${from}; let client/app pass it in, or name it in client/model`,
          );
      }),
    ).toEqual([]);
  });

  it('the surfaces draw and do not decide: what a role or an error means is said in the view', () => {
    const DECIDES = /\bmayWrite\(|\brole\.value [!=]== '|\bcode === '|\bPOLICY\b/;
    expect(
      violations(({ path, text }) => {
        if (!SURFACES.includes(roomOf(path))) return [];
        return text
          .split('\n')
          .flatMap((line, i) =>
            DECIDES.test(line) ? [`line ${i + 1} decides by a role or a code; ask client/view`] : [],
          );
      }),
    ).toEqual([]);
  });

  it('a room is entered by its door', () => {
    expect(
      violations(({ path, imports }) => {
        if (path.startsWith('tests/')) return [];
        return imports
          .filter(({ file }) => {
            if (!file || roomOf(file) === roomOf(path)) return false;
            const inRoom = /^(client|relay)\/[^/]+\//.test(file);
            return inRoom && !/\/index\.tsx?$/.test(file) && !/\.(css|json|svg|woff2)$/.test(file);
          })
          .map(({ from, line }) => `line ${line} reaches into ${from}; import it from the room's index.ts`);
      }),
    ).toEqual([]);
  });

  it.each([
    ['yjs', ['shared/session', 'client/link', 'client/disk', 'relay/rooms', 'relay/gate', 'relay/storage']],
    ['three', ['client/scene', 'client/panel', 'client/xr']],
    ['preact', ['client/ui']],
    ['@pmndrs/uikit', ['client/panel']],
    ['fastify', ['relay']],
    ['lmdb', ['relay/storage']],
    ['ws', ['relay']],
  ])('%s is used only where it belongs', (name, allowed) => {
    expect(
      violations(({ path, imports }) => {
        if (path.startsWith('tests/') || allowed.some(room => path.startsWith(`${room}/`))) return [];
        return imports
          .filter(({ from, file }) => !file && packageName(from) === name)
          .map(({ line }) => `line ${line} imports ${name}; it belongs in ${allowed.join(', ')}`);
      }),
    ).toEqual([]);
  });

  it.each([
    ['indexedDB', /\bindexedDB\b/, ['client/disk/']],
    ['WebSocket', /\bnew WebSocket\b/, ['client/link/']],
    ['navigator.xr', /\bnavigator\.xr\b/, ['client/xr/']],
    ['AudioContext', /\bnew AudioContext\b/, ['client/sounds/']],
    [
      'process.env',
      /\bprocess\.env\b/,
      ['relay/config.ts', 'relay/start.mjs', 'relay/dev.mjs', 'relay/prepare.mjs', 'vite.config.ts'],
    ],
    ['this device’s clock', /\bDate\.now\b|\bnew Date\(\)/, ['client/model/device.ts', 'relay/']],
    ['reading a relay’s time', /\bDate\.parse\b/, ['client/link/', 'relay/']],
    ['navigator.userAgent', /\buserAgent\b/, []],
    // By what can be told without types: a slice up to so many characters. Times in ISO and lists of numbers
    // have none to cut in half.
    [
      'a cut through text',
      /\.(?:substring|substr)\(|(?<!toISOString\(\)|numbers)\.slice\(0,\s*(?:[\w.]*chars\b|[1-9]\d+)/i,
      ['shared/text.ts'],
    ],
  ] as const)('%s has one owner', (name, pattern, owners) => {
    expect(
      violations(({ path, text }) => {
        if (path.startsWith('tests/') || owners.some(owner => path.startsWith(owner))) return [];
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        return pattern.test(code)
          ? [`uses ${name}; ${owners.length > 0 ? `ask ${owners.join(', ')}` : 'ask for the feature'}`]
          : [];
      }),
    ).toEqual([]);
  });

  it(`a file that passes ${MAX_LINES} lines is two ideas`, () => {
    const styles = repositoryFiles('*.css').map(path => ({
      path,
      lines: readFileSync(join(REPOSITORY, path), 'utf8').split('\n').length,
    }));
    expect(
      [...FILES, ...styles]
        .filter(({ lines }) => lines > MAX_LINES)
        .map(({ path, lines }) => `${path}: ${lines} lines; split it`),
    ).toEqual([]);
  });

  it(`a function that passes ${MAX_FUNCTION_LINES} lines is two ideas`, () => {
    expect(
      violations(file => longFunctions(file, MAX_FUNCTION_LINES).map(found => `${found}; split it`)),
    ).toEqual([]);
  });

  it(`comments end at ${MAX_COLUMNS} columns, as code does`, () => {
    expect(
      violations(({ text }) =>
        text
          .split('\n')
          .map((line, i) => ({ line, at: i + 1 }))
          // A row of a table is as long as it is.
          .filter(
            ({ line }) =>
              line.length > MAX_COLUMNS && /^\s*(\/\/|\/?\*)/.test(line) && !/\|| {3}/.test(line.trim()),
          )
          .map(({ at, line }) => `line ${at} has ${line.length} columns; wrap it`),
      ),
    ).toEqual([]);
  });

  it('an exported name means one thing', () => {
    const DECLARED =
      /^export (?:abstract |async )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
    const homes = new Map<string, Set<string>>();
    for (const { path, text } of FILES) {
      // A kind has one name for what it is and for how it is drawn; texts are read under the name of a topic.
      if (['tests/', 'client/scene/kinds/', 'client/view/text/'].some(room => path.startsWith(room)))
        continue;
      for (const [, name = ''] of text.matchAll(DECLARED))
        homes.set(name, (homes.get(name) ?? new Set()).add(path));
    }
    expect(
      [...homes]
        .filter(([, paths]) => paths.size > 1)
        .map(([name, paths]) => `${name} is declared in ${[...paths].join(' and ')}; rename one`),
    ).toEqual([]);
  });

  it('doors name what they give, and nothing is exported by default', () => {
    expect(
      violations(({ path, text }) => [
        ...(/^export \*/m.test(text) ? ['export *; name the exports'] : []),
        ...(/^export default/m.test(text) && !path.endsWith('.config.ts') ? ['export default; name it'] : []),
      ]),
    ).toEqual([]);
  });

  it('no suppression, no swallowed failure, no half-done test', () => {
    const patterns: readonly (readonly [RegExp, string])[] = [
      [/@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable/, 'a suppression; mend the cause'],
      [/catch\s*(\([^)]*\))?\s*\{\s*\}/, 'an empty catch; handle it or let it through'],
      [
        /\.catch\(\s*\(\s*\)\s*=>\s*(\{\s*\}|undefined|null)\s*\)/,
        'a swallowed rejection; handle it or let it through',
      ],
      [/\b(it|test|describe)\.(skip|only|todo)\b/, 'a test that does not run'],
    ];
    expect(
      violations(({ path, text }) =>
        path === 'tests/architecture.test.ts'
          ? []
          : patterns.filter(([pattern]) => pattern.test(text)).map(([, fix]) => fix),
      ),
    ).toEqual([]);
  });

  it('imports form no cycle', () => {
    const byPath = new Map(FILES.map(file => [file.path, file]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      if (done.has(path)) return;
      for (const { file } of byPath.get(path)?.imports ?? []) if (file) visit(file, [...trail, path]);
      done.add(path);
    };
    for (const { path } of FILES) visit(path, []);
    expect(cycles).toEqual([]);
  });

  it('every relative import names a file that is there', () => {
    expect(
      violations(({ imports }) =>
        imports
          .filter(({ file }) => file && !existsSync(join(REPOSITORY, file)))
          .map(({ from, line }) => `line ${line} imports ${from}, which is missing`),
      ),
    ).toEqual([]);
  });
});

describe('the rules that are written down', () => {
  const RULE = /\[([A-Z]+-\d+)\]/g;
  const definitions = [...repositoryFiles('docs/rules/*.md'), 'docs/protocol.md'].flatMap(path =>
    [...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/^\s*[-*|]\s*\**`?\[([A-Z]+-\d+)\]/gm)].map(
      match => ({ rule: match[1] as string, path }),
    ),
  );
  const written = new Set(definitions.map(({ rule }) => rule));
  const tested = new Set(
    FILES.filter(
      ({ path }) => /\.test\.tsx?$|\.contract\.ts$/.test(path) && path !== 'tests/architecture.test.ts',
    ).flatMap(({ text }) => [...text.matchAll(RULE)].map(match => match[1] as string)),
  );

  it('every rule has a test', () => {
    expect([...written].filter(rule => !tested.has(rule))).toEqual([]);
  });

  it('every id stands for one rule', () => {
    const first = new Map<string, string>();
    const again = definitions.flatMap(({ rule, path }) => {
      const before = first.get(rule);
      if (before === undefined) first.set(rule, path);
      return before === undefined
        ? []
        : [`[${rule}] in ${path} is defined in ${before} already; renumber one`];
    });
    expect(again).toEqual([]);
  });

  it('every numbered test has a rule', () => {
    expect([...tested].filter(rule => !written.has(rule))).toEqual([]);
  });
});
