import { describe, expect, it } from 'vitest';
import { sentencesIn, textsReadAtLoad } from './sentences.ts';
import { type SourceFile, sources } from './source.ts';

/** One door for all that people read. A failure names the place and the way out. */

const DOOR = 'client/view/text/';
const CLIENT = sources().filter(({ path }) => path.startsWith('client/'));
const SHOWING = CLIENT.filter(
  ({ path }) => /^client\/(?:ui|panel|app|view)\//.test(path) && !path.startsWith(DOOR),
);

const violations = (
  files: readonly SourceFile[],
  check: (file: SourceFile) => readonly string[],
): readonly string[] => files.flatMap(file => check(file).map(problem => `${file.path}: ${problem}`));

/** `text` without its comments. */
const codeOf = ({ text }: SourceFile): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the language', () => {
  it('[VIEW-51] no sentence stands outside of the texts', () => {
    expect(
      violations(SHOWING, ({ path, text }) =>
        sentencesIn(path, text).map(
          ({ line, source }) =>
            `line ${line} says ${source}; say it in ${DOOR}<topic>.ts, read texts.<topic>`,
        ),
      ),
    ).toEqual([]);
  });

  it('[VIEW-51] finds what is shown, and nothing else', () => {
    const found = (code: string): string[] => sentencesIn('page.tsx', code).map(({ source }) => source);
    expect(found('const row = <p title="off">Hello {name}</p>;')).toEqual(['"off"', 'Hello']);
    expect(found('export const f = () => ({ label: `it is ` + n, detail: "none" });')).toHaveLength(2);
    expect(found('const answers = ["Yes", "not now"];')).toEqual(['"Yes"', '"not now"']);
    for (const code of [
      'import { a } from "some words";',
      'type Step = "not yet" | "Done";',
      'const a = <p class={isOn ? "fact good" : "fact"} />;',
      'if (event.key === "Escape") throw new Error("this is a bug");',
      'const shadow = "1px solid " + ink; const ink = "#abcdef"; const state = "waiting";',
      'const wide = matchMedia("(prefers-color-scheme: light)");',
    ])
      expect(found(code), code).toEqual([]);
  });

  it('[VIEW-52] texts are read when they are shown', () => {
    expect(
      CLIENT.filter(({ text }) => text.includes('texts')).flatMap(({ path, text }) =>
        textsReadAtLoad(path, text).map(
          ({ line, source }) =>
            `${path}: line ${line} reads ${source} as the module is loaded; read it in a function or a getter`,
        ),
      ),
    ).toEqual([]);
  });

  it('[VIEW-52] finds what is read too early, and nothing else', () => {
    const found = (code: string): number => textsReadAtLoad('table.ts', code).length;
    expect(found('const A = texts.a.b; const T = { x: texts.a.c, y: [texts.d] };')).toBe(3);
    expect(found('const T = { get x() { return texts.a.b; }, y: () => texts.a.c };')).toBe(0);
    expect(found('class A { static x = texts.a; y = texts.b; z() { return texts.c; } }')).toBe(1);
  });

  it('[VIEW-51] the texts are entered by their door, and ask nothing of what is decided', () => {
    expect(
      violations(CLIENT, ({ path, text, imports }) => {
        const isText = path.startsWith(DOOR);
        return imports
          .filter(({ from, file, line }) => {
            if (!file?.startsWith('client/view/')) return false;
            const statement = text
              .split('\n')
              .slice(line - 1)
              .join('\n');
            const isType = /^\s*(?:import|export) type\b/.test(statement);
            if (isText) return !file.startsWith(DOOR);
            return file.startsWith(DOOR) && !isType && !from.endsWith('/text/index.ts');
          })
          .map(({ from, line }) =>
            isText
              ? `line ${line} asks ${from}; take what it decides as an argument`
              : `line ${line} reaches into ${from}; read texts.<topic>`,
          );
      }),
    ).toEqual([]);
  });

  it.each([
    [
      'sentences of errors',
      /import \{[^}]*\bdescribe\b[^}]*\} from '[./]*shared\/errors\.ts'|import (?!type)[^;]*shared\/messages\//,
      [`${DOOR}errors.ts`],
    ],
    [
      'formats of numbers and times, and plural forms',
      /\bIntl\.|\.toLocale\w*String\(/,
      [`${DOOR}numbers.ts`],
    ],
    ['counted words', /\btexts\.numbers\.(?:count|plural)\(/, [DOOR]],
    ['plural forms made by hand', /[!=]== 1 \?\s*['`]/, [`${DOOR}numbers.ts`]],
  ])('[VIEW-53] %s come out of the language', (what, pattern, owners) => {
    expect(
      violations(CLIENT, file => {
        if (owners.some(owner => file.path.startsWith(owner))) return [];
        return pattern.test(codeOf(file)) ? [`makes ${what}; ask a sentence of ${DOOR}<topic>.ts`] : [];
      }),
    ).toEqual([]);
  });
});
