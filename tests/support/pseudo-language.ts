/**
 * A language that nobody speaks: every string of another one, also out of its functions and tables, in marks
 * and with accents. What a screen shows outside of the marks has not come through the door of texts.
 */

const ACCENT = '\u0301';
/** Innermost first: what is marked may hold what was marked before. */
const MARKED = /⟦[^⟦⟧]*⟧/g;
/** Keys, which are called so in every language, and units of the metre. */
const UNTRANSLATED = /\b(?:Ctrl|Shift|Alt|Esc|Del|Enter|[A-Z])\b|(?<=\d\s?)(?:m|cm)\b/g;

const marked = (text: string): string => `⟦${text.replace(/[aeiouy]/gi, `$&${ACCENT}`)}⟧`;

/** `said` with marks around every string in it. */
export function pseudoLanguage<T>(said: T): T {
  if (typeof said === 'string') return marked(said) as T;
  if (typeof said === 'function')
    return ((...args: readonly unknown[]) => pseudoLanguage(said(...args))) as T;
  if (Array.isArray(said)) return said.map(pseudoLanguage) as T;
  if (typeof said !== 'object' || said === null) return said;
  return Object.fromEntries(Object.entries(said).map(([key, each]) => [key, pseudoLanguage(each)])) as T;
}

/** What a button says, in the language that the marks were put around. */
export const unmarked = (text: string): string => text.replace(/⟦|⟧|\u0301/g, '');

/** What is left of `text` without marks and without `data`, if there are letters in it. */
export function outsideOfMarks(text: string, data: readonly string[]): string | undefined {
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(MARKED, '');
  }
  for (const each of data) rest = rest.replaceAll(each, '');
  rest = rest.replace(UNTRANSLATED, '');
  return /\p{L}/u.test(rest) ? rest.trim() : undefined;
}
