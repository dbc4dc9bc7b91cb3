import { count } from './numbers.ts';

/** A message that the app shows by itself, at the edge of the screen, until the person dismisses it. */
interface NoticeText {
  readonly title: string;
  readonly detail: string;
}

/** The buttons of notices. */
export const ACTIONS = {
  align: 'Align again',
  forget: 'Forget it',
  goThere: 'Go there',
  leave: 'Leave anyway',
  open: 'Open it',
  reconnect: 'Reconnect',
  retry: 'Try again',
  saveCopy: 'Save a copy',
  savePicture: 'Save the picture',
  tryNow: 'Try now',
} as const;

export const SESSIONS_FOUND: NoticeText = {
  title: 'Sessions were found again',
  detail: 'The library had lost them, and their content was still on this device. They are in the list.',
};

export const CODE_WAITS: NoticeText = {
  title: 'The code waits for the relay',
  detail:
    'Only the relay knows which session it opens, and the relay cannot be reached now. AI Frame tries again by itself.',
};

export const JOINED: NoticeText = {
  title: 'You have joined the session',
  detail: 'The code that waited was taken. The session is in the library.',
};

export const UNSAVED: NoticeText = {
  title: 'Your edits are only in this tab’s memory',
  detail: 'Leaving the session now would lose them. Save a copy as a file first.',
};

export const UNDO_LOST: NoticeText = {
  title: 'Earlier steps can no longer be undone',
  detail: 'The session now matches what the relay has. What you do from now on can be undone as usual.',
};

export const SIMPLIFIED: NoticeText = {
  title: 'Shown simpler so that headsets stay smooth',
  detail: 'The models here have more triangles together than a headset draws. Their files stay as they are.',
};

export const MODEL_SIMPLIFIED: NoticeText = {
  title: 'That model has more triangles than a headset draws smoothly',
  detail: 'It is shown with fewer of them. The file itself stays as it is.',
};

export const MAKING_FILE: NoticeText = {
  title: 'Making the file',
  detail: 'Large models take a while. Nothing leaves this device.',
};

export const leftOut = (objects: number): NoticeText => ({
  title: `${count(objects, 'object is', 'objects are')} not in the file`,
  detail: 'Their models or pictures are not on this device, or cannot be read. Everything else is in it.',
});

export const invitation = (name: string): NoticeText => ({
  title: `${name} asks you to come`,
  detail: 'You would see the session from where they are. Nothing is changed by it.',
});

/** A feature of AR that was asked for and not given. */
export const notHere = (feature: string): string => `${feature}: not here`;
