import {
  BackSide,
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  Mesh,
  type Object3D,
  PlaneGeometry,
  ShaderMaterial,
  SphereGeometry,
} from 'three';
import type { TOKENS } from '../../model/index.ts';

export type Theme = keyof typeof TOKENS;

/** The surroundings of the objects: light always, sky and floor grid where no real room can be seen. */
export interface Backdrop {
  readonly lights: Object3D;
  readonly sky: Object3D;
  readonly floor: Object3D;
  setVisible(visible: boolean): void;
  setTheme(theme: Theme): void;
  dispose(): void;
}

const LOOK = {
  dark: { top: '#0b0e13', horizon: '#1d2531', bottom: '#10151c', line: '#46556a', glow: '#2a3443' },
  light: { top: '#dfe7f0', horizon: '#f8fafc', bottom: '#e6ebf1', line: '#a9b6c6', glow: '#ffffff' },
} as const;

/** Direction (unit, session space) that the key light comes from. */
export const KEY_LIGHT = [0.45, 0.8, 0.4] as const;

const SKY_VERTEX = /* glsl */ `
varying vec3 vDirection;
void main() {
  vDirection = position;
  // The sky turns with the head and never comes nearer; drawn at the far plane.
  vec4 clip = projectionMatrix * vec4(mat3(viewMatrix) * position, 1.0);
  gl_Position = clip.xyww;
}`;

const SKY_FRAGMENT = /* glsl */ `
uniform vec3 top;
uniform vec3 horizon;
uniform vec3 bottom;
varying vec3 vDirection;
void main() {
  float y = normalize(vDirection).y;
  vec3 color = y > 0.0 ? mix(horizon, top, smoothstep(0.0, 0.55, y)) : mix(horizon, bottom, smoothstep(0.0, 0.25, -y));
  gl_FragColor = vec4(color, 1.0);
  #include <colorspace_fragment>
  // Half a step of noise, or the dark gradient shows bands.
  gl_FragColor.rgb += (fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5) / 255.0;
}`;

const FLOOR_VERTEX = /* glsl */ `
varying vec3 vPoint;
varying vec3 vWorld;
void main() {
  vPoint = position;
  vec4 world = modelMatrix * vec4(position, 1.0);
  vWorld = world.xyz;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FLOOR_FRAGMENT = /* glsl */ `
uniform vec3 line;
uniform vec3 glow;
uniform float strength;
varying vec3 vPoint;
varying vec3 vWorld;
float grid(float step, float width) {
  vec2 at = vPoint.xz / step;
  vec2 perPixel = max(fwidth(at), vec2(1e-5));
  vec2 near = abs(fract(at - 0.5) - 0.5);
  vec2 lines = 1.0 - smoothstep(width * perPixel * 0.5, width * perPixel * 0.5 + perPixel, near);
  // Lines closer together than two pixels would shimmer: let them go.
  vec2 calm = 1.0 - smoothstep(0.25, 0.6, perPixel);
  return max(lines.x * calm.x, lines.y * calm.y);
}
void main() {
  float away = length(vWorld.xz - cameraPosition.xz);
  float fade = 1.0 - smoothstep(3.0, 16.0, away);
  float fine = grid(0.25, 0.2) * (1.0 - smoothstep(1.0, 6.0, away)) * 0.3;
  float coarse = grid(1.0, 0.4) * 0.6;
  float pool = (1.0 - smoothstep(0.0, 5.0, length(vPoint.xz))) * 0.75;
  float lines = max(fine, coarse) * strength;
  float alpha = max(lines, pool) * fade;
  if (alpha < 0.003) discard;
  gl_FragColor = vec4(mix(glow, line, clamp(lines / max(lines + pool * 0.6, 1e-4), 0.0, 1.0)), alpha);
  #include <colorspace_fragment>
}`;

export function createBackdrop(): Backdrop {
  const skyMaterial = new ShaderMaterial({
    uniforms: {
      top: { value: new Color() },
      horizon: { value: new Color() },
      bottom: { value: new Color() },
    },
    vertexShader: SKY_VERTEX,
    fragmentShader: SKY_FRAGMENT,
    side: BackSide,
    depthWrite: false,
    depthTest: false,
  });
  const sky = new Mesh(new SphereGeometry(1, 32, 16), skyMaterial);
  sky.name = 'sky';
  sky.frustumCulled = false;
  sky.renderOrder = -100;

  const floorMaterial = new ShaderMaterial({
    uniforms: { line: { value: new Color() }, glow: { value: new Color() }, strength: { value: 1 } },
    vertexShader: FLOOR_VERTEX,
    fragmentShader: FLOOR_FRAGMENT,
    transparent: true,
    depthWrite: false,
  });
  const floor = new Mesh(new PlaneGeometry(60, 60, 12, 12).rotateX(-Math.PI / 2), floorMaterial);
  floor.name = 'floor';
  floor.renderOrder = -20;

  const lights = new Group();
  lights.name = 'lights';
  const hemisphere = new HemisphereLight('#ffffff', '#8d95a3', 1.75);
  const key = new DirectionalLight('#fffaf2', 1.7);
  key.position.set(...KEY_LIGHT);
  const rim = new DirectionalLight('#cfe4ff', 0.5);
  rim.position.set(-0.6, 0.35, -0.7);
  lights.add(hemisphere, key, rim);

  const backdrop: Backdrop = {
    lights,
    sky,
    floor,
    setVisible(visible) {
      sky.visible = visible;
      floor.visible = visible;
    },
    setTheme(theme) {
      const look = LOOK[theme];
      for (const name of ['top', 'horizon', 'bottom'] as const)
        skyMaterial.uniforms[name]?.value.set(look[name]);
      for (const name of ['line', 'glow'] as const) floorMaterial.uniforms[name]?.value.set(look[name]);
    },
    dispose() {
      sky.geometry.dispose();
      skyMaterial.dispose();
      floor.geometry.dispose();
      floorMaterial.dispose();
      for (const light of [hemisphere, key, rim]) light.dispose();
    },
  };
  backdrop.setTheme('dark');
  return backdrop;
}
