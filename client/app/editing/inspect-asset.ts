import { ok, type Result } from '../../../shared/errors.ts';
import { readImageHeader } from '../../../shared/files/image.ts';
import type { AssetNote } from '../../../shared/messages/models.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import { disposeAsset, readAsset, thumbnailOf } from '../../scene/index.ts';

/** A file that can be shown, and how. */
export interface InspectedAsset {
  readonly kind: 'model' | 'image';
  /** MIME type. */
  readonly type: string;
  readonly size: Vec3;
  readonly simplified: boolean;
  readonly notes: readonly AssetNote[];
  /** A `data:` URL. */
  readonly thumbnail: string;
}

/** Reads a file as the scene would, with the stage's own renderer, whose last picture is gone afterwards. */
export async function inspectAsset(
  bytes: ArrayBuffer,
  renderer: Parameters<typeof thumbnailOf>[0],
): Promise<Result<InspectedAsset>> {
  const read = await readAsset(bytes, renderer);
  if (!read.ok) return read;
  const image = readImageHeader(new Uint8Array(bytes));
  const { size, simplified, notes } = read.value;
  const type = image?.type ?? 'model/gltf-binary';
  const kind = image ? 'image' : 'model';
  try {
    return ok({ kind, type, size, simplified, notes, thumbnail: thumbnailOf(renderer, read.value) });
  } finally {
    disposeAsset(read.value);
  }
}
