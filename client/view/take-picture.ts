import type { OpenSession, Toast } from '../model/index.ts';

/**
 * Takes a picture of the room, which the room itself does not show: so it is said. What went wrong is a
 * notice.
 */
export async function takePicture(
  { service }: Pick<OpenSession, 'service'>,
  { show }: Pick<Toast, 'show'>,
): Promise<void> {
  if (await service.takeScreenshot()) show('Picture taken. It is in the pictures of this session.');
}
