import { lookRotation, P_SESSION, type XRDevice, XRRigidTransform, XRSessionEvent } from 'iwer';
import { conjugate, rotate, subtract, type Vec3 } from '../../shared/pose.ts';
import { type Aim, Fingers } from './headset-fingers.ts';

/**
 * The glass of a phone: the page's own element over the camera's picture (`dom-overlay`), and fingers on it.
 * A press on the element is asked first whether it is also one into the world (`beforexrselect`); a real
 * press of the test's browser is what begins it all.
 */
export function giveGlass(device: XRDevice, xr: XRSystem): void {
  const fingers = new Fingers(device, 'screen');
  const request = xr.requestSession.bind(xr);
  xr.requestSession = async (mode, init) => {
    const session = await request(mode, init);
    const root = session.enabledFeatures?.includes('dom-overlay') ? init?.domOverlay?.root : undefined;
    if (root) cover(device, session, root as HTMLElement, fingers);
    return session;
  };
}

function cover(device: XRDevice, session: XRSession, root: HTMLElement, fingers: Fingers): void {
  Object.defineProperty(session, 'domOverlayState', { value: { type: 'screen' } });
  const { zIndex } = root.style;
  // Over the emulator's canvases, which are the whole picture.
  root.style.zIndex = '2147483647';
  const listeners = new AbortController();
  const options = { capture: true, signal: listeners.signal };
  let finger: number | undefined;

  const isOnRoot = ({ target }: Event): boolean => target instanceof Element && root.contains(target);
  const on = (
    type: 'pointerdown' | 'pointermove' | 'pointerup',
    listener: (event: PointerEvent) => void,
  ): void =>
    window.addEventListener(
      type,
      event => {
        // Nothing of the page but the root is there to be touched.
        if (!isOnRoot(event)) event.stopPropagation();
        listener(event);
      },
      options,
    );
  on('pointerdown', event => {
    const target = isOnRoot(event) ? (event.target as Element) : root;
    const asked = new XRSessionEvent('beforexrselect', {
      session: session as never,
      bubbles: true,
      cancelable: true,
    });
    if (finger !== undefined || !target.dispatchEvent(asked)) return;
    finger = event.pointerId;
    fingers.down(aimThrough(device, event));
  });
  on('pointermove', event => {
    if (event.pointerId === finger) fingers.aim(aimThrough(device, event));
  });
  on('pointerup', event => {
    if (event.pointerId !== finger) return;
    finger = undefined;
    fingers.up();
  });
  session.addEventListener('end', () => {
    root.style.zIndex = zIndex;
    listeners.abort();
  });
}

/** How much of what is a metre away fills half of the picture, each way. */
function lensOf(device: XRDevice): readonly [number, number] {
  const matrix = device.activeSession?.[P_SESSION].getProjectionMatrix('left' as never);
  return [1 / (matrix?.[0] ?? 1), 1 / (matrix?.[5] ?? 1)];
}

/** Where a point of the room is on the page (CSS pixels). */
export function onGlass(device: XRDevice, point: Vec3): readonly [number, number] {
  const { position: p, quaternion: q } = device;
  const [x, y, z] = rotate(conjugate([q.x, q.y, q.z, q.w]), subtract(point, [p.x, p.y, p.z]));
  const [wide, high] = lensOf(device);
  return [((x / -z / wide + 1) / 2) * window.innerWidth, ((1 - y / -z / high) / 2) * window.innerHeight];
}

/** From the eye through a point of the page. */
function aimThrough(device: XRDevice, { clientX, clientY }: PointerEvent): Aim {
  const [wide, high] = lensOf(device);
  const x = ((clientX / window.innerWidth) * 2 - 1) * wide;
  const y = (1 - (clientY / window.innerHeight) * 2) * high;
  const turn = lookRotation({ x, y, z: -1 });
  return { ray: new XRRigidTransform({ x: 0, y: 0, z: 0 }, turn).matrix as Float32Array };
}
