/**
 * Text as people see it. Lengths are counted in UTF-16 units, the one measure that every engine agrees on;
 * what belongs together as one character (a grapheme, Unicode Standard Annex 29) differs between engines by
 * their age, so only what cuts or shows text asks for that, and never what decides whether text may stand
 * somewhere.
 */

/** In Unicode mode a pair is one character, so only a half without its other half matches. */
const half = /[\ud800-\udfff]/u;
const halves = /[\ud800-\udfff]/gu;

/**
 * Whether every surrogate of `text` is half of a pair. What is not would be another text once it was written
 * as UTF-8.
 */
export const isWellFormed = (text: string): boolean => !half.test(text);

/**
 * `text` with U+FFFD for each surrogate without its other half, which is what UTF-8 makes of it. As long as
 * `text`.
 */
export const wellFormed = (text: string): string => (half.test(text) ? text.replace(halves, '\ufffd') : text);

/** `text` without surrogates that lost their other half: for text of which something else cut a part off. */
export const withoutHalves = (text: string): string => text.replace(halves, '');

/**
 * Plain data with all of its texts and keys well-formed; the same value where they are. Lists and plain
 * objects only are looked into.
 */
export function wellFormedValue<T>(value: T): T;
export function wellFormedValue(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    const mended = list.map(wellFormedValue);
    return mended.every((each, i) => Object.is(each, list[i])) ? value : mended;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value);
  const mended = entries.map(([key, each]) => [wellFormed(key), wellFormedValue(each)] as const);
  const isSame = mended.every(
    ([key, each], i) => key === entries[i]?.[0] && Object.is(each, entries[i]?.[1]),
  );
  return isSame ? value : Object.fromEntries(mended);
}

/**
 * Longer than any character in use: the longest emoji sequences are under 20 units. A letter with hundreds of
 * marks on it is still one grapheme, and is cut like text, not all or nothing.
 */
const GRAPHEME_MAX_UNITS = 32;

/** Undefined in browsers that know no graphemes. */
const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : undefined;

/**
 * The characters of `text` as people count them; whole code points of a grapheme that is longer than any in
 * use, or where none are known.
 */
export function characters(text: string): string[] {
  if (!segmenter) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap(each =>
    each.length > GRAPHEME_MAX_UNITS ? [...each] : [each],
  );
}

/**
 * The beginning of `text`, well-formed and at most `max` UTF-16 units long, that ends where a character ends.
 * Empty only where not even a code point fits: where the first character is too long for `max`, whole code
 * points of it stay.
 */
export function cutText(text: string, max: number): string {
  const whole = wellFormed(text);
  if (whole.length <= max) return whole;
  const end = Math.max(0, Math.floor(max));
  const at = segmenter?.segment(whole).containing(end);
  if (at && at.index > 0 && at.segment.length <= GRAPHEME_MAX_UNITS) return whole.slice(0, at.index);
  return withoutHalves(whole.slice(0, end));
}
