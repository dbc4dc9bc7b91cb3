import {
  GlobalSpace,
  P_DEVICE,
  P_SESSION,
  P_SPACE,
  type XRDevice,
  XRFrame,
  XRInputSource,
  XRInputSourceEvent,
  XRSession,
  XRSpace,
} from 'iwer';

type Matrix = Float32Array;
type InputArguments = ConstructorParameters<typeof XRInputSource>;

/** Where a finger points from, as a matrix: along its -Z. */
export interface Aim {
  readonly ray: Matrix;
  /** The hand that pinches; a finger on glass has none. */
  readonly grip?: Matrix | undefined;
}

/**
 * Input that is there only while it presses, which the emulator does not have: a finger on a phone's glass,
 * whose ray is the viewer's, or a pinch at what the eyes rest on, whose ray is the room's. Replaces
 * controllers and hands.
 */
export class Fingers {
  readonly #device: XRDevice;
  readonly #mode: 'screen' | 'transient-pointer';
  /** Told one per frame, inside of it, as browsers do. */
  readonly #steps: ({ readonly how: 'down' | 'aim'; readonly at: Aim } | { readonly how: 'up' })[] = [];
  #source: XRInputSource | undefined;

  constructor(device: XRDevice, mode: 'screen' | 'transient-pointer') {
    this.#device = device;
    this.#mode = mode;
    const driver = { onFrameStart: (frame: XRFrame) => this.#step(frame) };
    Object.defineProperties(device, {
      activeInputs: { get: () => (device.visibilityState === 'visible' ? [driver] : []) },
      inputSources: { get: () => (this.#source ? [this.#source] : []) },
    });
    if (mode === 'screen') this.#giveHits();
  }

  down(at: Aim): void {
    this.#steps.push({ how: 'down', at });
  }
  aim(at: Aim): void {
    this.#steps.push({ how: 'aim', at });
  }
  up(): void {
    this.#steps.push({ how: 'up' });
  }

  #step(frame: XRFrame): void {
    const step = this.#steps.shift();
    if (!step) return;
    const { session } = frame;
    const tell = (type: string): void => {
      const inputSource = this.#source;
      if (inputSource) session.dispatchEvent(new XRInputSourceEvent(type, { frame, inputSource }));
    };
    if (step.how === 'aim') this.#point(step.at);
    else if (step.how === 'down') {
      this.#source = this.#make(step.at);
      session[P_SESSION].updateActiveInputSources();
      tell('selectstart');
    } else {
      tell('select');
      tell('selectend');
      this.#source = undefined;
      session[P_SESSION].updateActiveInputSources();
    }
  }

  #make({ ray, grip }: Aim): XRInputSource {
    const { viewerSpace, globalSpace } = this.#device[P_DEVICE];
    const parent = this.#mode === 'screen' ? viewerSpace : globalSpace;
    const space = (matrix: Matrix): XRSpace => new XRSpace(parent, matrix as never);
    return new XRInputSource(
      'none' as InputArguments[0],
      this.#mode as InputArguments[1],
      [this.#mode === 'screen' ? 'generic-touchscreen' : 'generic-hand-select'],
      space(ray),
      undefined,
      grip && space(grip),
    );
  }

  #point({ ray, grip }: Aim): void {
    const move = (space: XRSpace | undefined, to: Matrix | undefined): void => {
      if (space && to) (space[P_SPACE].offsetMatrix as Matrix).set(to);
    };
    move(this.#source?.targetRaySpace, ray);
    move(this.#source?.gripSpace, grip);
  }

  /** A phone answers where fingers meet the room by a kind of hit test of its own, and only by that one. */
  #giveHits(): void {
    const device = this.#device;
    const world = new GlobalSpace();
    const request = XRSession.prototype.requestHitTestSource;
    Object.assign(XRSession.prototype, {
      requestHitTestSource(this: XRSession, options: Parameters<typeof request>[0]) {
        return options.space === device.viewerSpace
          ? request.call(this, options)
          : Promise.reject(new DOMException('this space comes and goes', 'NotSupportedError'));
      },
      requestHitTestSourceForTransientInput(this: XRSession) {
        return this.enabledFeatures.includes('hit-test')
          ? Promise.resolve({ cancel: () => undefined })
          : Promise.reject(new DOMException('not asked for', 'NotSupportedError'));
      },
    });
    const source = (): XRInputSource | undefined => this.#source;
    Object.assign(XRFrame.prototype, {
      getHitTestResultsForTransientInput(this: XRFrame) {
        const inputSource = source();
        if (!inputSource || !device.sem) return [];
        const from = this.getPose(inputSource.targetRaySpace, world).transform.matrix;
        const results = device.sem.computeHitTestResults(from).map(matrix => ({
          getPose: (base: XRSpace) => this.getPose(new XRSpace(world, matrix), base),
        }));
        return [{ inputSource, results }];
      },
    });
  }
}
