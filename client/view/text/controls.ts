/** The texts of the building blocks of the screens themselves. */

export const CLOSE = 'Close';
export const CANCEL = 'Cancel';
export const TRY_AGAIN = 'Try again';

/** `what`: "the codes". */
export const asking = (what: string): string => `Asking the relay for ${what}`;
export const relayHas = (what: string): string => `The relay has ${what}.`;
/** `moment`: when it was heard, in words. */
export const asOf = (moment: string): string => `Shown as of ${moment}.`;
export const ASKED_AGAIN = 'It is asked again when it is back.';

export const ANOTHER_COLOR = 'Another colour';
/** Of the colours of people, by `#rrggbb`. */
export const COLORS: Readonly<Record<string, string>> = {
  '#4cc2ff': 'Sky blue',
  '#ffb454': 'Amber',
  '#5bd68a': 'Green',
  '#ff7a90': 'Coral',
  '#c39bff': 'Violet',
  '#ffe27a': 'Yellow',
  '#2fd4c6': 'Teal',
  '#f09ee0': 'Pink',
  '#a8b4c4': 'Slate',
  '#e8edf4': 'White',
};
