import {
  Mesh,
  PerspectiveCamera,
  PlaneGeometry,
  type Scene,
  ShaderMaterial,
  SRGBColorSpace,
  type Texture,
  type WebGLRenderer,
  WebGLRenderTarget,
} from 'three';

/** The camera and target that take a picture while a headset presents. */
export interface Portrait {
  readonly eye: PerspectiveCamera;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /**
   * The real room as the camera sees it through the same lens, its first row below; undefined where no page
   * may see it.
   */
  readonly room: Texture | undefined;
}

/** Of a picture that no camera's picture gives a size to. */
const PLAIN = { width: 1_600, height: 1_200 };
/** Of the longer side. */
const LONGEST_PX = 2_560;
const FIELD_DEG = 60;

/** From between the eyes; a headset's own lens is no picture's, but a camera's picture fits no other. */
export function portraitOf(renderer: WebGLRenderer, camera: PerspectiveCamera, frame: XRFrame): Portrait {
  const space = renderer.xr.getReferenceSpace();
  const view = space ? frame.getViewerPose(space)?.views[0] : undefined;
  const lens = (view as { readonly camera?: XRCameraSize | null } | undefined)?.camera;
  const room = lens ? cameraTexture(renderer, lens) : undefined;
  const eye = new PerspectiveCamera(FIELD_DEG, PLAIN.width / PLAIN.height, 0.02, 200);
  camera.updateMatrixWorld();
  if (!view || !lens || !room) {
    camera.matrixWorld.decompose(eye.position, eye.quaternion, eye.scale);
    return { eye, ...PLAIN, room: undefined };
  }
  eye.matrix.fromArray(view.transform.matrix);
  eye.matrix.decompose(eye.position, eye.quaternion, eye.scale);
  eye.projectionMatrix.fromArray(view.projectionMatrix);
  eye.projectionMatrixInverse.copy(eye.projectionMatrix).invert();
  const shrink = Math.min(1, LONGEST_PX / Math.max(lens.width, lens.height));
  return { eye, width: Math.round(lens.width * shrink), height: Math.round(lens.height * shrink), room };
}

/** Not in the types of WebXR yet. */
interface XRCameraSize {
  readonly width: number;
  readonly height: number;
}

const cameraTexture = (renderer: WebGLRenderer, lens: XRCameraSize): Texture | undefined =>
  // Its types name the class that three.js once had for it.
  renderer.xr.getCameraTexture(lens as unknown as Parameters<typeof renderer.xr.getCameraTexture>[0]);

const VERTEX = /* glsl */ `
varying vec2 vUv;
void main() {
  vUv = uv;
  gl_Position = vec4(position.xy * 2.0, 1.0, 1.0);
}`;

// The camera's values are encoded for the eye, and what is drawn here is not.
const FRAGMENT = /* glsl */ `
uniform sampler2D room;
varying vec2 vUv;
void main() {
  gl_FragColor = sRGBTransferEOTF(vec4(texture2D(room, vUv).rgb, 1.0));
  #include <colorspace_fragment>
}`;

/**
 * Draws `scene` as `portrait` says, in front of the real room where it has one; what XR draws into stays as
 * it is.
 */
export function drawPortrait(renderer: WebGLRenderer, scene: Scene, portrait: Portrait): HTMLCanvasElement {
  const { eye, width, height, room } = portrait;
  const target = new WebGLRenderTarget(width, height, { samples: 4, colorSpace: SRGBColorSpace });
  const backdrop = room && roomBehind(room);
  const pixels = new Uint8Array(width * height * 4);
  const before = { target: renderer.getRenderTarget(), isXr: renderer.xr.enabled };
  try {
    renderer.xr.enabled = false;
    renderer.setRenderTarget(target);
    renderer.clear();
    if (backdrop) scene.add(backdrop);
    renderer.render(scene, eye);
    renderer.readRenderTargetPixels(target, 0, 0, width, height, pixels);
  } finally {
    renderer.setRenderTarget(before.target);
    renderer.xr.enabled = before.isXr;
    target.dispose();
    backdrop?.removeFromParent();
    backdrop?.geometry.dispose();
    backdrop?.material.dispose();
  }
  return canvasOf(pixels, width, height);
}

function roomBehind(room: Texture): Mesh<PlaneGeometry, ShaderMaterial> {
  const material = new ShaderMaterial({
    uniforms: { room: { value: room } },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    depthTest: false,
    depthWrite: false,
  });
  const mesh = new Mesh(new PlaneGeometry(1, 1), material);
  mesh.frustumCulled = false;
  mesh.renderOrder = Number.NEGATIVE_INFINITY;
  return mesh;
}

/** WebGL's first row is the lowest one. */
export function canvasOf(pixels: Uint8Array, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  const image = new ImageData(width, height);
  const row = width * 4;
  for (let y = 0; y < height; y++)
    image.data.set(pixels.subarray(y * row, (y + 1) * row), (height - 1 - y) * row);
  pen?.putImageData(image, 0, 0);
  return canvas;
}
