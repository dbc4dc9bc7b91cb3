import { Custom } from '@pmndrs/uikit';
import {
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  type Matrix4,
  PlaneGeometry,
  ShaderMaterial,
} from 'three';
import { Atlas, type PlacedSprite, type Sprite } from './atlas.ts';

const VERTEX = /* glsl */ `
attribute vec4 place;
attribute vec4 region;
attribute float opacity;
varying vec2 vAt;
varying float vOpacity;
void main() {
  vAt = region.xy + uv * region.zw;
  vOpacity = opacity;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(place.xy + position.xy * place.zw, 0.0, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform sampler2D map;
varying vec2 vAt;
varying float vOpacity;
void main() {
  gl_FragColor = texture2D(map, vAt);
  #include <colorspace_fragment>
  // Colours come multiplied with how visible they are, as they are written, so what is dim is multiplied
  // after that.
  gl_FragColor *= vOpacity;
}`;

const FIRST_CAPACITY = 64;

interface Shown {
  readonly printed: PlacedSprite;
  readonly matrix: Matrix4;
  readonly opacity: number;
}

/**
 * Draws all pictures on one root of the panel in a single call, after its surfaces, which it knows itself to
 * lie on. Nothing on the panel is scrolled or turned, so a picture is a rectangle in the plane of the root,
 * and is never cut.
 */
export class SpriteLayer extends Custom {
  readonly #atlas: Atlas;
  readonly #instances: InstancedBufferGeometry;
  readonly #shown = new Set<Shown>();
  #capacity = 0;
  #isStale = true;

  constructor() {
    const atlas = new Atlas();
    const material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: { map: { value: atlas.texture } },
      transparent: true,
      premultipliedAlpha: true,
      toneMapped: false,
    });
    super({ positionType: 'absolute', width: 1, height: 1, zIndex: 1, pointerEvents: 'none' }, undefined, {
      material,
    });
    this.name = 'sheet';
    this.#atlas = atlas;
    this.#instances = new InstancedBufferGeometry();
    const plane = new PlaneGeometry();
    this.#instances.setIndex(plane.index);
    this.#instances.setAttribute('position', plane.getAttribute('position'));
    this.#instances.setAttribute('uv', plane.getAttribute('uv'));
    this.geometry = this.#instances;
    this.#reserve(FIRST_CAPACITY);
  }

  /** `matrix`: from the unit square to the root. Answers how it is taken away again. */
  show(picture: Sprite, matrix: Matrix4, opacity: number): () => void {
    const shown: Shown = { printed: this.#atlas.acquire(picture), matrix, opacity };
    this.#shown.add(shown);
    this.#isStale = true;
    return () => {
      this.#atlas.release(shown.printed);
      this.#shown.delete(shown);
      this.#isStale = true;
    };
  }

  /** Once per frame, after the layout. */
  refresh(): void {
    if (!this.#isStale) return;
    this.#isStale = false;
    if (this.#shown.size > this.#capacity) this.#reserve(2 * this.#shown.size);
    const [place, region, opacity] = this.#attributes();
    let i = 0;
    for (const { printed, matrix, opacity: visible } of this.#shown) {
      const { elements } = matrix;
      place.setXYZW(i, elements[12], elements[13], elements[0], elements[5]);
      region.setXYZW(i, ...printed.region);
      opacity.setX(i, visible);
      i++;
    }
    for (const each of [place, region, opacity]) each.needsUpdate = true;
    this.#instances.instanceCount = i;
  }

  /** In the space of the root, whatever its own place in the layout. */
  override updateWorldMatrix(updateParents: boolean, updateChildren: boolean): void {
    super.updateWorldMatrix(updateParents, updateChildren);
    const { component } = this.root.peek();
    if (component.parent) this.matrixWorld.multiplyMatrices(component.parent.matrixWorld, component.matrix);
  }

  override dispose(): void {
    super.dispose();
    this.#instances.dispose();
    this.material.dispose();
    this.#atlas.dispose();
  }

  #attributes(): readonly [InstancedBufferAttribute, InstancedBufferAttribute, InstancedBufferAttribute] {
    const named = (name: string): InstancedBufferAttribute =>
      this.#instances.getAttribute(name) as InstancedBufferAttribute;
    return [named('place'), named('region'), named('opacity')];
  }

  #reserve(capacity: number): void {
    // The renderer keeps buffers of a size; others are others.
    this.#instances.dispose();
    for (const [name, size] of [
      ['place', 4],
      ['region', 4],
      ['opacity', 1],
    ] as const) {
      const attribute = new InstancedBufferAttribute(new Float32Array(capacity * size), size);
      attribute.setUsage(DynamicDrawUsage);
      this.#instances.setAttribute(name, attribute);
    }
    this.#instances.instanceCount = 0;
    this.#capacity = capacity;
  }
}
