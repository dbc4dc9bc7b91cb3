import { characters } from '../../../shared/text.ts';
import { formatTyping } from '../../model/index.ts';
import type { Entry } from '../context.ts';

export const WORD_KEYS = ['1234567890', 'qwertyuiop', "asdfghjkl'", 'zxcvbnm,.-'] as const;
/** Crockford's base32: what a share code is made of. */
export const CODE_KEYS = ['01234567', '89ABCDEF', 'GHJKMNPQ', 'RSTVWXYZ'] as const;

/** `text` with `more` at its end, as far as the entry has room; codes in their groups of four. */
export function addTo(
  text: string,
  more: string,
  { keys, maxChars }: Pick<Entry, 'keys' | 'maxChars'>,
): string {
  if (keys === 'code') return formatTyping(text + more);
  return text.length + more.length > maxChars ? text : text + more;
}

/** Without its last character, however many code units that is; a hyphen that only groups goes with it. */
export function eraseFrom(text: string): string {
  return characters(text).slice(0, -1).join('').replace(/-$/, '');
}
