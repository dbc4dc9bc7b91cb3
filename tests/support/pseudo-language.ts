import { Signal } from '@preact/signals-core';

/**
 * A language that nobody speaks: every string of another one, also out of its functions and tables, in marks
 * and with accents. What a screen shows outside of the marks has not come through the door of texts.
 */

const ACCENT = '\u0301';
/** Innermost first: what is marked may hold what was marked before. */
const MARKED = /⟦[^⟦⟧]*⟧/g;
/** Keys, which are called so in every language, and units of the metre. */
const UNTRANSLATED = /\b(?:Ctrl|Shift|Alt|Esc|Del|Enter|[a-z])\b|(?<=\d\s?)(?:m|cm)\b/gi;

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

/** Returns the words of a button, in the language that the marks were put around. */
export const unmarked = (text: string): string => text.replace(/⟦|⟧|\u0301/g, '');

/** Returns what is left of `text` without marks and without `data`, if there are letters in it. */
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

/** Names of the model's values that people typed or relays gave. */
const TYPED = ['name', 'title', 'label', 'text', 'code', 'url', 'id'];
/** Parts of the model that hold sentences of the app. */
const SAID = ['status', 'notices'];

/** The texts in `value`, longest first, that are no sentences of the app, also those in signals. */
export function typedIn(value: object): readonly string[] {
  const seen = new Set<unknown>();
  const collect = (of: unknown): string[] => {
    if (typeof of !== 'object' || of === null || seen.has(of)) return [];
    seen.add(of);
    return Object.entries(of).flatMap(([key, each]) => {
      const now: unknown = each instanceof Signal ? each.peek() : each;
      if (typeof now === 'string') return TYPED.includes(key) ? [now] : [];
      return SAID.includes(key) ? [] : collect(now);
    });
  };
  // One as short as two letters would hide letters of any word.
  return collect(value)
    .filter(({ length }) => length > 2)
    .sort((a, b) => b.length - a.length);
}
