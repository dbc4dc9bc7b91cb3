import { Color, type DataArrayTexture, DoubleSide, ShaderMaterial, Vector3 } from 'three';
import { KEY_LIGHT } from '../stage/backdrop.ts';

/**
 * The material that all cards share: how they face the viewer, and the colours of outlines. On a screen
 * plates are parallel to it: their sides are `right` and `up`. In a headset each turns to the head at
 * `viewer`, upright whatever the head does (world space, all of them).
 */
export interface CardUniforms {
  readonly viewer: { value: Vector3 };
  readonly right: { value: Vector3 };
  readonly up: { value: Vector3 };
  readonly parallel: { value: boolean };
  readonly accent: { value: Color };
  readonly locked: { value: Color };
}

export const cardUniforms = (): CardUniforms => ({
  viewer: { value: new Vector3(0, 1.6, 3) },
  right: { value: new Vector3(1, 0, 0) },
  up: { value: new Vector3(0, 1, 0) },
  parallel: { value: false },
  accent: { value: new Color() },
  locked: { value: new Color() },
});

// `instanceColor` carries data: x the layer of the picture, y the outline (0 none, 1 accent, 2 locked; any
// other colour, 0xrrggbb, as -1 - colour), z how visible it is.
const VERTEX = /* glsl */ `
uniform vec3 viewer;
uniform vec3 right;
uniform vec3 up;
uniform bool parallel;
varying vec2 vUv;
varying vec2 vSize;
varying vec3 vNormal;
flat varying vec3 vData;
void main() {
  vUv = uv;
  vData = instanceColor;
  vSize = vec2(length(instanceMatrix[0].xyz), length(instanceMatrix[1].xyz));
  #ifdef FACES_VIEWER
    vec3 center = (modelMatrix * vec4(instanceMatrix[3].xyz, 1.0)).xyz;
    vec3 to = normalize(viewer - center);
    #ifdef LEGIBLY
      vSize *= clamp(distance(viewer, center) / 1.4, 1.0, 4.0);
    #endif
    vec3 side = vec3(to.z, 0.0, -to.x);
    float level = length(side);
    side = level > 0.001 ? side / level : vec3(1.0, 0.0, 0.0);
    vec3 over = cross(to, side);
    if (parallel) {
      side = right;
      over = up;
    }
    vNormal = cross(side, over);
    vec3 world = center + side * position.x * vSize.x + over * position.y * vSize.y;
  #else
    mat4 place = modelMatrix * instanceMatrix;
    vNormal = normalize(place[2].xyz);
    vec3 world = (place * vec4(position, 1.0)).xyz;
  #endif
  gl_Position = projectionMatrix * viewMatrix * vec4(world, 1.0);
}`;

const FRAGMENT = /* glsl */ `
precision highp sampler2DArray;
uniform sampler2DArray map;
uniform vec3 accent;
uniform vec3 locked;
uniform float corner;
uniform vec3 key;
varying vec2 vUv;
varying vec2 vSize;
varying vec3 vNormal;
flat varying vec3 vData;
void main() {
  vec2 half_ = vec2(vSize.x / vSize.y, 1.0) * 0.5;
  float round_ = min(corner, min(half_.x, half_.y));
  vec2 q = abs((vUv - 0.5) * half_ * 2.0) - half_ + round_;
  float edge = length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - round_;
  float soft = max(fwidth(edge), 1e-5);
  float alpha = clamp(0.5 - edge / soft, 0.0, 1.0);
  if (alpha < 0.01) discard;
  vec3 color = texture(map, vec3(vUv.x, 1.0 - vUv.y, floor(vData.x + 0.5))).rgb;
  #ifdef FACES_VIEWER
    float rim = smoothstep(-0.030 - soft, -0.030, edge);
    color = mix(color, color + vec3(0.05), rim);
  #else
    color *= 0.80 + 0.20 * max(dot(normalize(vNormal), key), 0.0);
  #endif
  float width = max(0.045, 2.5 * soft);
  vec3 tone = vData.y > 1.5 ? locked : accent;
  if (vData.y < -0.5) {
    float packed = -1.0 - vData.y;
    tone = pow(mod(floor(packed / vec3(65536.0, 256.0, 1.0)), 256.0) / 255.0, vec3(2.2));
  }
  float outline = min(abs(vData.y), 1.0) * smoothstep(-width - soft, -width, edge);
  color = mix(color, tone, outline);
  gl_FragColor = vec4(color, alpha * vData.z);
  #include <colorspace_fragment>
}`;

/**
 * `legibly`: it is drawn larger the farther away the viewer is, so that it can still be read across a room.
 */
export type CardFacing = 'front' | 'viewer' | 'viewer, legibly';

/** `corner`: radius of the corners, in heights of the card. */
export function cardMaterial(
  map: DataArrayTexture,
  faces: CardFacing,
  corner: number,
  uniforms: CardUniforms,
): ShaderMaterial {
  return new ShaderMaterial({
    defines: {
      ...(faces === 'front' ? {} : { FACES_VIEWER: '' }),
      ...(faces === 'viewer, legibly' ? { LEGIBLY: '' } : {}),
    },
    uniforms: {
      map: { value: map },
      corner: { value: corner },
      key: { value: new Vector3(...KEY_LIGHT).normalize() },
      ...uniforms,
    },
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    side: DoubleSide,
    // Smooth edges by multisampling: cards need no sorting and hide what is behind them.
    alphaToCoverage: true,
  });
}
