/** The names of things before a person has named them. Most of them are written into the session. */

export const APP = 'AI Frame';

/** `letters`: of the person's id, so that two guests can be told apart. */
export const guest = (letters: string): string => `Guest ${letters}`;

/** A session that was joined, until the relay has said what it is called. */
export const JOINED_SESSION = 'Shared session';
/** A session whose name was lost. */
export const FOUND_SESSION = 'Found again';
/** Follows the name of a session that was copied. */
export const COPY_SUFFIX = ' (my copy)';

export const MODEL = 'Model';
export const PICTURE = 'Picture';
export const OBJECT = 'An object';
export const FRAME = 'A frame';
export const SESSION_NAME = 'The session’s name';

/** Reference points of a place; `n` counts from 1. */
export const frame = (n: number): string => (n < 2 ? 'Room' : `Room ${n}`);
export const corner = (n: number): string => `Corner ${n}`;
