/** The message of a failure: its title, what was kept, and what the reader can do. */
export type ErrorMessage = readonly [title: string, kept: string, advice: string];

// Sentences on what was kept, where many errors share them.
export const IN_MEMORY = 'Your edits are kept in this tab’s memory, not on the device.';
export const ON_DEVICE = 'Everything you did is saved on this device.';
export const NOTHING = 'Nothing was changed.';
