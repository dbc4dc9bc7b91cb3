/** How a person chooses something with what they hold. */
export type PressWord = 'click' | 'tap' | 'press';

/** At the beginning of a sentence. */
export const PRESSES: Record<PressWord, string> = { click: 'Click', tap: 'Tap', press: 'Press' };

// Hints on what the next press does.
export const DRAW = 'Hold and move to draw. What you draw stays when you let go.';
export const measure = (press: PressWord): string => `${PRESSES[press]} two points to measure between them.`;
export const ping = (press: PressWord): string => `${PRESSES[press]} where the others should look.`;
/** `name`: "box". */
export const place = (press: PressWord, name: string): string =>
  `${PRESSES[press]} where the ${name} should go.`;
export const ESCAPE = 'Esc goes back to selecting.';

// Where there is nothing yet.
export const NOTHING_PLACED = 'Nothing has been placed here yet.';
export const EMPTY_ROOM = 'An empty room';
export const howToBegin = (press: PressWord): string => `Choose a shape, then ${press} on the floor.`;
export const OR_ENTER_AR = ' Or enter AR and place it in your own room.';
