import { type AppError, describe } from '../shared/errors.ts';

/** Sentences for the system's error codes, after the folder's name. */
const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'it is on a file system that is mounted for reading only',
  EACCES: 'this user may not read and write there',
  EPERM: 'this user may not read and write there',
  ENOTDIR: 'it is no folder',
  EEXIST: 'it is no folder',
  ENOSPC: 'its disk is full',
  EDQUOT: 'this user’s share of its disk is full',
  EIO: 'its disk does not work',
  // Node's code for a folder that cannot be made on a read-only file system, too.
  ENOENT: 'it is not there, and cannot be made',
};

/** Returns why the data folder cannot be opened, and what to do, for the person who started the program. */
export function storeMessage(error: AppError, folder: string): string {
  const { title, kept, advice } = describe(error);
  // Of many damages the first; “ai-frame verify” names them all.
  const [first, ...more] = (error.detail ?? '').split('; ');
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const why = first ? `${folder}: ${first}${others}` : folder;
  switch (error.code) {
    case 'store/locked':
      return `${title} (${folder}). ${advice}`;
    case 'store/key':
    case 'store/unknown-files':
    case 'store/starting':
      return `${title} (${why}). ${advice}`;
    case 'store/damaged':
    case 'store/restoring':
      return `${title} (${why}). ${kept} ${advice}`;
    default: {
      const reason = error.detail ? ` (${REASONS[error.detail] ?? error.detail})` : '';
      return `The data folder ${folder} cannot be used${reason}: mend it, or choose another with AI_FRAME_DATA.`;
    }
  }
}
