import { count } from './numbers.ts';

/** How others get in: codes, links and who may make them. */

export const TITLE = 'Share this session';
export const NEEDS_HOST = 'Only the host can invite people. Ask them for a code to pass on.';

export const ROLES = { editor: 'Can edit', viewer: 'Can only look' } as const;
/** After a name or "Whoever has it". */
const MAY = { editor: 'can edit', viewer: 'can look' } as const;

export const WHO = 'People with the code';
export const HOW_LONG = 'It works for';
export const HOW_MANY = 'How many people can use it';
export const hours = (n: number): string => count(n, 'hour');
export const days = (n: number): string => count(n, 'day');
export const ANY_NUMBER = 'Any number';

export const MAKE = 'Make a code';
export const MAKE_ANOTHER = 'Make another code';
export const ASKING_SHORT = 'Asking the relay';
export const ASKING = 'Asking the relay for a code';
/** `reason`: why no code can be made now. */
export const goesOn = (reason: string): string => `${reason} The session itself goes on working here.`;

export const CODE = 'Code';
export const LINK = 'Link';
export const COPY_CODE = 'Copy code';
export const COPY_LINK = 'Copy link';
export const COPIED = 'Copied';
export const COPY_BY_HAND = 'The browser did not allow copying. Select it and press Ctrl+C.';
export const QR = 'QR code of the link';
export const SCAN = 'Scan it with a headset or a phone, or send the link.';
export const SHOWN_NOW = 'It is shown only now: the relay keeps no readable copy.';

/** Of a code that is there; `until`: a moment. */
export const mayUntil = (role: 'editor' | 'viewer', until: string): string =>
  `Whoever has it ${MAY[role]} until ${until}.`;
/** Of a code that would be made. */
export const mayFor = (role: 'editor' | 'viewer', time: string): string =>
  `Whoever has the code ${MAY[role]}, for ${time}.`;

export const MADE_CODES = 'Codes that were made';
export const THE_CODES = 'the codes';
export const NO_CODES = 'None so far. Each one shows up here, so that you can take it back.';
export const REVOKE = 'Revoke';
export const codeMade = (when: string): string => `code made ${when}`;

/** How often a code was used. `max`: null where any number of people may. */
function usesWords(uses: number, max: number | null): string {
  if (max !== null) return `used by ${uses} of ${max}`;
  return uses === 0 ? 'not used yet' : `used by ${count(uses, 'person', 'people')}`;
}

/** `until`: undefined where it works no more. */
export const codeWords = (
  made: string,
  uses: number,
  max: number | null,
  until: string | undefined,
): string =>
  `Made ${made} · ${usesWords(uses, max)} · ${until === undefined ? 'works no more' : `until ${until}`}`;
