/** A failure in words: its title, what was kept, and what the reader can do. */
export type Message = readonly [title: string, kept: string, advice: string];

/** What was kept, where it is the same for many. */
export const IN_MEMORY = 'Your edits are kept in this tab’s memory, not on the device.';
export const ON_DEVICE = 'Everything you did is saved on this device.';
export const NOTHING = 'Nothing was changed.';
