import type { OpenSession } from '../model/model.ts';
import type { Telling } from '../model/toast.ts';

/** Takes a picture of the room, which the room itself does not show: so it is said. What went wrong is a notice. */
export async function takePicture(
  { service }: Pick<OpenSession, 'service'>,
  { tell }: Pick<Telling, 'tell'>,
): Promise<void> {
  if (await service.takeScreenshot()) tell('Picture taken. It is in the pictures of this session.');
}
