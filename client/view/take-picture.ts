import type { OpenSession } from '../model/index.ts';
import { texts } from './text/index.ts';
import type { Toast } from './toast.ts';

/** Takes a picture, which the room itself does not show, and says so. What goes wrong becomes a notice. */
export async function takePicture(
  { service }: Pick<OpenSession, 'service'>,
  { show }: Pick<Toast, 'show'>,
): Promise<void> {
  if (await service.takeScreenshot()) show(texts.commands.PICTURE_TAKEN);
}
