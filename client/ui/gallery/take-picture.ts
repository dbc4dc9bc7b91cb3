import type { OpenSession } from '../../model/index.ts';
import type { ScreenState } from '../app-context.ts';

const SHOWN_MS = 4_000;

/** Takes a picture of the room, which the room itself does not show: so it is said. What went wrong is a notice. */
export async function takePicture({ told }: ScreenState, { service }: OpenSession): Promise<void> {
  const newest = () => service.screenshots.peek()[0]?.name;
  const before = newest();
  await service.takeScreenshot();
  if (newest() === before) return;
  const words = 'Picture taken. It is in the pictures of this session.';
  told.value = words;
  setTimeout(() => {
    if (told.value === words) told.value = undefined;
  }, SHOWN_MS);
}
