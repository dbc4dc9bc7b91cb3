/** Messages that a person gets at once, and the ways to act on them. */

export const DECIDE = 'What now?';
export const HOST_ASKED = 'Waiting for the host';

export const VIEW_ONLY = 'View only';
export const ASK_TO_EDIT = 'Ask to edit';
export const WAS_ASKED = 'The host has been asked.';

export const RETRY = 'Try again';

export const UPDATE = {
  title: 'Update ready',
  detail: 'A newer AI Frame is on this device. Taking it reloads the page; your sessions stay.',
  label: 'Update now',
} as const;

export const DISMISS = 'Dismiss';
export const dismiss = (title: string): string => `Dismiss: ${title}`;
