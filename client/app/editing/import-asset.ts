import { fail, ok, type Result } from '../../../shared/errors.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { nameOf } from '../../../shared/plain-name.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import type { Brought } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { LiveSession } from '../session/session.ts';
import type { InspectedAsset } from './inspect-asset.ts';

/** A file that was imported, and how what is drawn differs from it. */
export interface ImportedAsset extends Pick<InspectedAsset, 'simplified' | 'notes'> {
  readonly imported: Brought;
}

/**
 * Imports a GLB or a picture into the session: checked by `inspect`, kept on this device, sent to the relay
 * when there is one. Nothing is placed yet. Failures are those of `inspect`, `model/too-large` and `disk/*`.
 */
export async function importAsset(
  file: File,
  session: LiveSession,
  inspect: (bytes: ArrayBuffer) => Promise<Result<InspectedAsset>>,
): Promise<Result<ImportedAsset>> {
  // Before it is read: a file may be larger than the memory.
  if (file.size > LIMITS.modelMaxBytes) return fail('model/too-large', `${file.size} bytes`);
  const bytes = await file.arrayBuffer();
  const inspected = await inspect(bytes);
  if (!inspected.ok) return inspected;
  const { kind, size, simplified, notes, type } = inspected.value;
  const kept = await session.open.blobs.add(new Blob([bytes], { type }));
  if (!kept.ok) return kept;
  const title = titleOf(file.name, inspected.value);
  const scale = roomScale(size);
  const imported: Brought = { asset: kept.value, kind, title, size: scaled(size, scale) };
  session.assets.add(imported);
  return ok({ imported, simplified, notes: kind === 'model' && scale !== 1 ? [...notes, 'resized'] : notes });
}

/** Outside of these (m) a file's unit was hardly the metre, and nobody could grab the object. */
const SMALLEST_M = 0.01;
const LARGEST_M = 10;
const USUAL_M = 0.5;

/** The scale of a newly placed object of this size: to a usual size where its own does not fit a room. */
export function roomScale(size: Vec3): number {
  const longest = Math.max(...size);
  return longest < SMALLEST_M || longest > LARGEST_M ? USUAL_M / longest : 1;
}

/** Never thinner than a placement allows. */
function scaled(size: Vec3, scale: number): Vec3 {
  const edge = (n: number): number => Math.max(n * scale, LIMITS.scaleMin);
  return [edge(size[0]), edge(size[1]), edge(size[2])];
}

/** The name of an object made of the file: the file's, where that can be seen. */
export const titleOf = (fileName: string, { kind }: Pick<InspectedAsset, 'kind'>): string =>
  nameOf(fileName.replace(/\.[^.]*$/, '')) || (kind === 'image' ? texts.naming.PICTURE : texts.naming.MODEL);
