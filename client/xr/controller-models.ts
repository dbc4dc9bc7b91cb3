import {
  BatchedMesh,
  CylinderGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  type Scene,
  SphereGeometry,
  type WebGLRenderer,
  type WebXRSpaceEventMap,
} from 'three';
import { XRControllerModelFactory } from 'three/addons/webxr/XRControllerModelFactory.js';
import { XRHandModelFactory } from 'three/addons/webxr/XRHandModelFactory.js';
import { TOKENS, type XrMode } from '../model/index.ts';
import { drawAsOne } from './one-draw.ts';

/**
 * The models that ship with the app (`public/xr-profiles`). Everything else gets the wand: nothing is fetched
 * from elsewhere.
 */
const SHIPPED: ReadonlySet<string> = new Set(['meta-quest-touch-plus', 'pico-4u']);

/** Draws controllers, and in VR hands, for one XR session. In AR the room shows the real hands. */
export function createControllerModels(
  renderer: WebGLRenderer,
  scene: Scene,
  path: string,
  mode: XrMode,
): { dispose(): void } {
  const listeners: (() => void)[] = [];
  const added: Object3D[] = [];

  for (const index of [0, 1]) {
    const grip = renderer.xr.getControllerGrip(index);
    const wand = createWand();
    const factory = new XRControllerModelFactory(null, (model: Object3D) => {
      wand.visible = false;
      drawAsOne(model);
    }).setPath(path);
    // The factory asks for a profile by itself when its own controller connects, so it gets one that only
    // knows shipped ones.
    const gate: Group<WebXRSpaceEventMap> = new Group<WebXRSpaceEventMap>();
    gate.add(factory.createControllerModel(gate));
    const connect = ({ data }: { data: XRInputSource }): void => {
      wand.visible = !data.hand && data.targetRayMode === 'tracked-pointer';
      if (data.profiles.some(profile => SHIPPED.has(profile)))
        gate.dispatchEvent({ type: 'connected', data });
    };
    const disconnect = ({ data }: { data: XRInputSource }): void => {
      wand.visible = false;
      gate.dispatchEvent({ type: 'disconnected', data });
    };
    wand.visible = false;
    grip.add(wand, gate);
    grip.addEventListener('connected', connect);
    grip.addEventListener('disconnected', disconnect);
    scene.add(grip);
    added.push(grip);
    listeners.push(() => {
      grip.removeEventListener('connected', connect);
      grip.removeEventListener('disconnected', disconnect);
      grip.remove(wand, gate);
      disposeTree(wand);
      disposeTree(gate);
    });

    if (mode === 'immersive-vr') {
      const hand = renderer.xr.getHand(index);
      const model = new XRHandModelFactory().setPath(`${path}/generic-hand/`).createHandModel(hand, 'mesh');
      hand.add(model);
      scene.add(hand);
      added.push(hand);
      listeners.push(() => {
        hand.remove(model);
        disposeTree(model);
      });
    }
  }

  return {
    dispose() {
      for (const stop of listeners) stop();
      for (const object of added) scene.remove(object);
    },
  };
}

/** A light stick with a bright tip, for any controller that has no model here. Along -Z, as grips point. */
function createWand(): Group {
  const wand = new Group();
  const body = new Mesh(
    new CylinderGeometry(0.011, 0.015, 0.11, 16),
    new MeshStandardMaterial({ color: TOKENS.dark.raised, roughness: 0.5 }),
  );
  body.rotation.x = -Math.PI / 2;
  const tip = new Mesh(
    new SphereGeometry(0.011, 16, 12),
    new MeshStandardMaterial({
      color: TOKENS.dark.accent,
      emissive: TOKENS.dark.accent,
      emissiveIntensity: 0.4,
    }),
  );
  tip.position.z = -0.055;
  wand.add(body, tip);
  return wand;
}

function disposeTree(root: Object3D): void {
  root.traverse(each => {
    if (!(each instanceof Mesh)) return;
    if (each instanceof BatchedMesh) each.dispose();
    each.geometry.dispose();
    for (const material of [each.material].flat()) material.dispose();
  });
}
