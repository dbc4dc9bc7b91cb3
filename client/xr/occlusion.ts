import {
  AlwaysDepth,
  DataTexture,
  FloatType,
  Matrix4,
  Mesh,
  PlaneGeometry,
  RedFormat,
  type Scene,
  ShaderMaterial,
  type WebGLRenderer,
} from 'three';

/**
 * Seen by the cameras of XR only, which see this layer beside the usual one: a picture of the scene has
 * another view.
 */
const XR_LAYER = 1;

const VERTEX = /* glsl */ `
varying vec2 vView;
flat varying vec2 vLens;
void main() {
  vView = vec2(position.x + 0.5, 0.5 - position.y);
  vLens = vec2(projectionMatrix[2][2], projectionMatrix[3][2]);
  gl_Position = vec4(position.xy * 2.0, 0.0, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform highp sampler2D depth;
uniform mat4 toBuffer;
varying vec2 vView;
flat varying vec2 vLens;
void main() {
  float metres = texture2D(depth, (toBuffer * vec4(vView, 0.0, 1.0)).xy).r;
  if (metres <= 0.0) discard;
  gl_FragDepth = clamp((vLens.y / metres - vLens.x) * 0.5 + 0.5, 0.0, 1.0);
}`;

/**
 * Lets the real room hide what is behind it, in an XR session that was granted depth: the room's depth is
 * drawn before everything else, and nothing of its colour. Where the depth stays on the graphics card
 * three.js draws it by itself; where it comes as numbers (phones) it is drawn here. Whoever made it calls
 * `close`.
 */
export class Occlusion {
  readonly #renderer: WebGLRenderer;
  readonly #scene: Scene;
  readonly #usage: XRDepthUsage | undefined;
  readonly #onRefused: () => void;
  #numbers: NumberedDepth | undefined;
  #isRefused = false;

  /** `onRefused`: the browser has granted depth, and then does not give it. */
  constructor(renderer: WebGLRenderer, scene: Scene, session: XRSession, onRefused: () => void) {
    this.#renderer = renderer;
    this.#scene = scene;
    this.#usage = session.depthUsage;
    this.#onRefused = onRefused;
  }

  /** Inside the frame's callback, before drawing. */
  update(frame: XRFrame, view: XRView | undefined, isOn: boolean): void {
    if (this.#usage === 'gpu-optimized') {
      this.#showThrees(isOn);
      return;
    }
    const depth = isOn && view ? this.#depthOf(frame, view) : undefined;
    if (this.#numbers) this.#numbers.mesh.visible = Boolean(depth);
    if (!depth) return;
    if (!this.#numbers?.fits(depth)) {
      this.#numbers?.dispose();
      this.#numbers = new NumberedDepth(depth, frame.session.depthDataFormat === 'float32');
      this.#scene.add(this.#numbers.mesh);
    }
    this.#numbers.take(depth);
  }

  close(): void {
    this.#numbers?.dispose();
    this.#numbers = undefined;
  }

  /** The frame's input waits for this: what it cannot have it does without. */
  #depthOf(frame: XRFrame, view: XRView): XRCPUDepthInformation | null | undefined {
    if (this.#isRefused) return undefined;
    try {
      return frame.getDepthInformation(view);
    } catch (error) {
      console.warn('The browser granted depth and does not give it.', error);
      this.#isRefused = true;
      this.#onRefused();
      return undefined;
    }
  }

  #showThrees(isOn: boolean): void {
    const mesh = this.#renderer.xr.getDepthSensingMesh();
    if (!mesh) return;
    mesh.visible = isOn;
    // Its shader writes depth and no colour, and a draw that promises colour and has none is an error, which
    // draws nothing.
    for (const material of [mesh.material].flat()) material.colorWrite = false;
  }
}

/** Depth as an array of numbers: one row after the other, the uppermost first. */
class NumberedDepth {
  readonly mesh: Mesh<PlaneGeometry, ShaderMaterial>;
  readonly #metres: Float32Array;
  readonly #texture: DataTexture;
  readonly #toBuffer = new Matrix4();
  readonly #areFloats: boolean;
  readonly #width: number;

  constructor({ width, height }: XRCPUDepthInformation, areFloats: boolean) {
    this.#areFloats = areFloats;
    this.#width = width;
    this.#metres = new Float32Array(width * height);
    this.#texture = new DataTexture(this.#metres, width, height, RedFormat, FloatType);
    const material = new ShaderMaterial({
      uniforms: { depth: { value: this.#texture }, toBuffer: { value: this.#toBuffer } },
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      colorWrite: false,
      depthFunc: AlwaysDepth,
    });
    this.mesh = new Mesh(new PlaneGeometry(1, 1), material);
    this.mesh.name = 'depth of the room';
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = Number.NEGATIVE_INFINITY;
    this.mesh.layers.set(XR_LAYER);
  }

  fits({ width, height }: XRCPUDepthInformation): boolean {
    return this.#width === width && this.#metres.length === width * height;
  }

  take({ data, rawValueToMeters, normDepthBufferFromNormView }: XRCPUDepthInformation): void {
    const raw = this.#areFloats ? new Float32Array(data) : new Uint16Array(data);
    for (let i = 0; i < this.#metres.length; i++) this.#metres[i] = (raw[i] ?? 0) * rawValueToMeters;
    this.#texture.needsUpdate = true;
    this.#toBuffer.fromArray(normDepthBufferFromNormView.matrix);
  }

  dispose(): void {
    this.mesh.removeFromParent();
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#texture.dispose();
  }
}
