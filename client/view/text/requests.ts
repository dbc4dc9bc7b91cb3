import { count } from './numbers.ts';

/** A person's request to the host, to stand after the name. */
export const ASKS = {
  place: 'asks for a place: the session is full',
  editor: 'asks to edit',
  viewer: 'asks to come in and look',
} as const;

export const TURNS_EDITING_ON = 'Editing is off: allowing it turns it on for everybody.';

/** `max`: how many guests may be in at once. */
export const makesRoom = (max: number): string =>
  `${count(max, 'guest')} may be in at once. Allowing it makes room for one more.`;

export const inOneLine = (asks: string, detail: string): string => `${asks}. ${detail}`;

export const ALLOW = 'Allow';
export const NOT_NOW = 'Not now';

export const asking = (n: number): string => count(n, 'person asks', 'people ask');
