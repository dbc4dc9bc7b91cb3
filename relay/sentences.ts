import { type AppError, describe } from '../shared/errors.ts';

/** Why the data folder cannot be opened, and what to do, for whoever started the program. */
export function storeSentence(error: AppError, folder: string): string {
  const { title, advice } = describe(error);
  if (error.code === 'store/locked') return `${title} (${folder}). ${advice}`;
  if (error.code === 'store/key' || error.code === 'store/unknown-files')
    return `${title} (${folder}: ${error.detail}). ${advice}`;
  const why = error.detail ? ` (${error.detail})` : '';
  return `The data folder ${folder} cannot be used${why}: mend it, or choose another with AI_FRAME_DATA.`;
}
