import { type Texture, WebGLRenderer } from 'three';
import { decompress } from 'three/addons/utils/WebGLTextureUtils.js';

/**
 * Makes textures that only a graphics card can read into pictures, in a WebGL context of its own that lasts
 * from the first of them to `dispose`.
 */
export interface Unpacker {
  decompress(texture: Texture, maxSide?: number): Promise<Texture>;
  dispose(): void;
}

export function createUnpacker(): Unpacker {
  let renderer: WebGLRenderer | undefined;
  return {
    decompress: async (texture, maxSide) => {
      renderer ??= new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true });
      return decompress(texture as Parameters<typeof decompress>[0], maxSide, renderer);
    },
    dispose: () => {
      renderer?.forceContextLoss();
      renderer?.dispose();
    },
  };
}
