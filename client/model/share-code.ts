import { cutText } from '../../shared/text.ts';

/** Crockford base32 as people write it: I and L are read as 1, O as 0, and U is not used. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{12}$/;
const LINKED = /(?<![0-9A-Za-z])([0-9A-Za-z]{4}-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})(?![0-9A-Za-z])/;

const tidy = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

const grouped = (code: string): string => code.match(/.{1,4}/gsu)?.join('-') ?? '';

/**
 * The code in what a person typed or pasted, as XXXX-XXXX-XXXX: a bare code, or a link with one in its
 * fragment.
 */
export function parseShareCode(text: string): string | undefined {
  const hash = text.indexOf('#');
  const bare = hash < 0 ? text : (LINKED.exec(text.slice(hash + 1))?.[1] ?? '');
  const code = tidy(bare);
  return CODE.test(code) ? grouped(code) : undefined;
}

/** Returns what the code field shows while someone types: groups of four; a link stays as it is. */
export function formatTyping(text: string): string {
  if (/[:/#.]/.test(text)) return text.trim();
  return grouped(cutText(tidy(text), 12));
}
