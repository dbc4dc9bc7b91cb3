import type { WebGLRenderer } from 'three';
import type { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { Decoder } from '../../../shared/files/glb.ts';

/** Workers that each decoder may keep: a headset has few cores to spare. */
const WORKERS = 1;

/**
 * A failure of the decoder itself: the file's compression cannot be unpacked here, whatever is in the file.
 */
export class NoDecoder extends Error {}

/**
 * Gives the loader what a file needs. Each decoder is part of the app, and loaded when the first file asks
 * for it; rejects with `NoDecoder` where one cannot run. `onBroken`: one has stopped since, and what was
 * asked of it is never answered.
 */
export async function addDecoders(
  loader: GLTFLoader,
  needs: readonly Decoder[],
  renderer: WebGLRenderer | undefined,
  onBroken: (error: NoDecoder) => void,
): Promise<void> {
  for (const need of needs) {
    if (need === 'meshopt') {
      const { MeshoptDecoder } = await import('three/addons/libs/meshopt_decoder.module.js');
      loader.setMeshoptDecoder(MeshoptDecoder);
    } else if (need === 'draco') {
      const { DRACOLoader } = await import('three/addons/loaders/DRACOLoader.js');
      loader.setDRACOLoader(new DRACOLoader().setWorkerLimit(WORKERS));
    } else if (renderer) {
      const { makeTextureLoader } = await import('./transcoder.ts');
      const broken = (error: Error): void => onBroken(new NoDecoder(error.message));
      const made = await makeTextureLoader(renderer, broken).catch((cause: unknown) => {
        throw new NoDecoder(cause instanceof Error ? cause.message : String(cause), { cause });
      });
      loader.setKTX2Loader(made);
    }
  }
}
