import type { WebGLRenderer } from 'three';
import type { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { Decoder } from '../../../shared/files/glb.ts';

/** Workers that each decoder may keep: a headset has few cores to spare. */
const WORKERS = 1;

/** Gives the loader what a file needs. Each decoder is part of the app, and loaded when the first file asks for it; rejects where one cannot run. */
export async function addDecoders(
  loader: GLTFLoader,
  needs: readonly Decoder[],
  renderer: WebGLRenderer | undefined,
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
      loader.setKTX2Loader(await makeTextureLoader(renderer));
    }
  }
}
