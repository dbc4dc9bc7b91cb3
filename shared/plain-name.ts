import { LIMITS } from './limits.ts';
import { cutText, isWellFormed, wellFormed } from './text.ts';

/** Ends of lines and jumps: a word ends there. */
const BREAKS = '\\t\\n\\v\\f\\r\\u0085\\u2028\\u2029';
/**
 * Characters that are not seen and change how others are: control characters, and those that turn the
 * direction of writing.
 */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';

const breaks = new RegExp(`[${BREAKS}]+`, 'g');
const unseen = new RegExp(`[${UNSEEN}]`, 'g');
const any = new RegExp(`[${BREAKS}${UNSEEN}]`);

/**
 * A name in one line, well-formed, without what turns the writing around it: it looks like nobody else's, and
 * turns nothing beside it around. Never longer than `text`.
 */
export const plainName = (text: string): string => wellFormed(text).replace(breaks, ' ').replace(unseen, '');

/** Whether `text` is as `plainName` would leave it. */
export const isPlainName = (text: string): boolean => !any.test(text) && isWellFormed(text);

/**
 * A character that leaves something to see. Not: control characters, spaces of every kind, halves of
 * characters, marks with nothing to stand on, what fonts leave out by default (joiners, fillers, selectors,
 * tags), noncharacters, and the few signs that are blank by themselves: the Braille pattern without dots,
 * annotation and object anchors, the null notehead, Egyptian joiners and blanks.
 */
const seen =
  /[^\p{Cc}\p{Cs}\p{Z}\p{M}\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufff9-\ufffc\u{1d159}\u{13430}-\u{1343f}\u{13441}\u{13442}]/u;

/** Whether nobody would see anything of `name`. */
export const isBlank = (name: string): boolean => !seen.test(name);

/**
 * `text` as the name that it is kept as: plain, without space at its ends, within the limit; empty where
 * nothing of it would be seen.
 */
export function nameOf(text: string): string {
  const name = cutText(plainName(text).trim(), LIMITS.nameChars).trimEnd();
  return isBlank(name) ? '' : name;
}
