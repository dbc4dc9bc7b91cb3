import { BackSide, Color, ShaderMaterial } from 'three';

// Grown along `outward` by a constant angle as seen from the eye, so that it is as wide in a headset as on a
// screen.
const VERTEX = /* glsl */ `
attribute vec3 outward;
varying vec3 vColor;
void main() {
  vColor = vec3(1.0);
  mat4 place = modelViewMatrix;
  #ifdef USE_INSTANCING
    place = modelViewMatrix * instanceMatrix;
  #endif
  #ifdef USE_INSTANCING_COLOR
    vColor = instanceColor;
  #endif
  vec3 stretch = vec3(dot(place[0].xyz, place[0].xyz), dot(place[1].xyz, place[1].xyz), dot(place[2].xyz, place[2].xyz));
  vec3 normal = normalize(mat3(place) * (outward / max(stretch, vec3(1e-8))));
  vec4 view = place * vec4(position, 1.0);
  view.xyz += normal * clamp(-view.z, 0.1, 40.0) * 0.0046;
  gl_Position = projectionMatrix * view;
}`;

const FRAGMENT = /* glsl */ `
varying vec3 vColor;
void main() {
  gl_FragColor = vec4(vColor, 1.0);
  #include <colorspace_fragment>
}`;

/**
 * Draws the back faces of a slightly larger shape: what sticks out is the outline. Colour by instance. Drawn
 * late, or it would show through what is transparent and shadows would lie on it.
 */
export const outlineMaterial = (): ShaderMaterial =>
  new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, side: BackSide, transparent: true });

/**
 * Two colours nearer to each other than this (in linear RGB, where black and white are 1.7 apart) look alike
 * at the rim of an object.
 */
const ALIKE = 0.35;
const [one, two] = [new Color(), new Color()];

/**
 * The first of `colors` (`#rrggbb`) that can be seen against an object of this colour; the last one where
 * none can.
 */
export function outlineFor(color: string | undefined, colors: readonly [string, string]): string {
  if (color === undefined) return colors[0];
  one.set(color);
  two.set(colors[0]);
  return Math.hypot(one.r - two.r, one.g - two.g, one.b - two.b) < ALIKE ? colors[1] : colors[0];
}
