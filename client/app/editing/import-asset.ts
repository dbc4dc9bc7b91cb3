import { fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Brought } from '../../model/index.ts';
import type { LiveSession } from '../session/session.ts';
import type { Viewport } from '../viewport/viewport.ts';
import type { InspectedAsset } from './inspect-asset.ts';

/** A file that was brought, and how what is drawn differs from it. */
export interface ImportedAsset extends Pick<InspectedAsset, 'simplified' | 'notes'> {
  readonly brought: Brought;
}

/**
 * Takes a GLB or a picture into the session: looked over, kept on this device, sent to the relay when there
 * is one. Nothing is placed yet. Failures are `model/*`, `image/*`, `scene/no-webgl` and `disk/*`.
 */
export async function importAsset(
  file: File,
  session: LiveSession,
  viewport: Viewport | undefined,
): Promise<Result<ImportedAsset>> {
  if (!viewport) return fail('scene/no-webgl');
  // Before it is read: a file may be larger than the memory.
  if (file.size > LIMITS.modelMaxBytes) return fail('model/too-large', `${file.size} bytes`);
  const bytes = await file.arrayBuffer();
  const examined = await viewport.examine(bytes);
  if (!examined.ok) return examined;
  const { kind, size, simplified, notes, type } = examined.value;
  const kept = await session.open.blobs.add(new Blob([bytes], { type }));
  if (!kept.ok) return kept;
  const title = titleOf(file.name, examined.value);
  const scale = roomScale(size);
  const brought: Brought = { asset: kept.value, kind, title, size: scaled(size, scale) };
  session.brought.add(brought);
  return ok({ brought, simplified, notes: kind === 'model' && scale !== 1 ? [...notes, 'resized'] : notes });
}

/** Outside of these (m) a file's unit was hardly the metre, and nobody could take hold of the thing. */
const SMALLEST_M = 0.01;
const LARGEST_M = 10;
const USUAL_M = 0.5;

/** How a newly placed one is scaled: to a usual size where its own is none for a room. */
export function roomScale(size: Vec3): number {
  const longest = Math.max(...size);
  return longest < SMALLEST_M || longest > LARGEST_M ? USUAL_M / longest : 1;
}

/** Never thinner than a placement can say. */
function scaled(size: Vec3, scale: number): Vec3 {
  const edge = (n: number): number => Math.max(n * scale, LIMITS.scaleMin);
  return [edge(size[0]), edge(size[1]), edge(size[2])];
}

/** What an object made of the file is called: as the file, as far as anybody would see that. */
export const titleOf = (fileName: string, { kind }: Pick<InspectedAsset, 'kind'>): string =>
  nameOf(fileName.replace(/\.[^.]*$/, '')) || (kind === 'image' ? 'Picture' : 'Model');
