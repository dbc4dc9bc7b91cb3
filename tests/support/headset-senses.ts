/**
 * The data of the real room that an emulated headset gives pages, beyond the room's shape. The emulator has
 * depth in one way at a time, and no camera.
 */
export interface Senses {
  /** How the depth of the room comes: on the graphics card, as numbers, or not at all. */
  readonly depth: 'gpu' | 'cpu' | 'none';
  /** Whether pages may have the camera's picture; it is green below and blue above. */
  readonly camera: boolean;
}

const USAGE = { gpu: ['gpu-optimized'], cpu: ['cpu-optimized'], none: [] } as const;
const LENS = { width: 640, height: 480 };

export function giveSenses(xr: XRSystem, { depth, camera }: Senses): void {
  const request = xr.requestSession.bind(xr);
  xr.requestSession = async (mode, init) => {
    const wanted = init?.optionalFeatures ?? [];
    const session = await request(mode, {
      ...init,
      optionalFeatures: wanted.filter(feature => feature !== 'depth-sensing' || depth !== 'none'),
      ...(init?.depthSensing
        ? { depthSensing: { ...init.depthSensing, usagePreference: [...USAGE[depth]] } }
        : {}),
    });
    if (camera && wanted.includes('camera-access')) giveCamera(session);
    return session;
  };
}

function giveCamera(session: XRSession): void {
  const enabledFeatures = [...(session.enabledFeatures ?? []), 'camera-access'];
  Object.defineProperty(session, 'enabledFeatures', { value: enabledFeatures });
  Object.defineProperty(XRView.prototype, 'camera', { configurable: true, get: () => LENS });
  let texture: WebGLTexture | undefined;
  Object.assign(XRWebGLBinding.prototype, {
    getCameraImage: () => {
      const gl = session.renderState.baseLayer && (glOf(session) as WebGL2RenderingContext);
      if (gl) texture ??= paint(gl);
      return texture;
    },
  });
}

/** Every layer of the emulator knows its context, which its types do not say. */
const glOf = (session: XRSession): unknown =>
  (session.renderState.baseLayer as unknown as { context: unknown }).context;

/** Two pixels, the first of them below. */
function paint(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  const isFlipped = gl.getParameter(gl.UNPACK_FLIP_Y_WEBGL) as boolean;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
  const pixels = new Uint8Array([0, 200, 0, 255, 0, 0, 200, 255]);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  }
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, isFlipped);
  gl.bindTexture(gl.TEXTURE_2D, null);
  return texture;
}
