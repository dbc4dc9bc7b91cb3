/** Ends of lines and jumps: a word ends there. */
const BREAKS = '\\t\\n\\v\\f\\r\\u0085\\u2028\\u2029';
/** Characters that are not seen and change how others are: control characters, and those that turn the direction of writing. */
const UNSEEN = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';

const breaks = new RegExp(`[${BREAKS}]+`, 'g');
const unseen = new RegExp(`[${UNSEEN}]`, 'g');
const any = new RegExp(`[${BREAKS}${UNSEEN}]`);

/** A name in one line, without what nobody sees: it looks like nobody else's, and turns nothing beside it around. Never longer than `text`. */
export const plainName = (text: string): string => text.replace(breaks, ' ').replace(unseen, '');

/** Whether `text` is as `plainName` would leave it. */
export const isPlainName = (text: string): boolean => !any.test(text);
