import type { ReadonlySignal } from '@preact/signals-core';
import type { DEVICE_EVENT_TYPES } from '../../shared/api/index.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { Vec3 } from '../../shared/pose.ts';
import type { DeviceTime } from '../../shared/time.ts';

/** The state of one file of the open session, as far as it is known. */
export type BlobState =
  | { readonly state: 'unknown' }
  /** On its way from the relay. */
  | { readonly state: 'fetching' }
  /** On this device. `isShared`: the relay has it too. */
  | { readonly state: 'here'; readonly isShared: boolean }
  /** Not here, and not to be had now. */
  | { readonly state: 'missing'; readonly error: AppError };

/**
 * The files that objects of the open session are made of, by their SHA-256 in hex: from this device first,
 * from the relay second.
 */
export interface Blobs {
  /**
   * Undefined where it is neither here nor can be had now; `state` says why. What arrives has been checked
   * against its name.
   */
  get(sha256: string): Promise<Blob | undefined>;
  /**
   * Keeps a file on this device and sends it when there is a relay. Returns its SHA-256; failures are
   * `disk/*` and `api/too-large`.
   */
  add(content: Blob): Promise<Result<string>>;
  state(sha256: string): ReadonlySignal<BlobState>;
  /** Counts files that came after they had been missing: time to ask for them again. */
  readonly arrivals: ReadonlySignal<number>;
}

/** A model or a picture that a person brought to the session. */
export interface Brought {
  /** SHA-256, hex. */
  readonly asset: string;
  readonly kind: 'model' | 'image';
  readonly title: string;
  /** Metres: of a newly placed one. */
  readonly size: Vec3;
}

/** The person's view, as files. */
export interface Picture {
  /** WebP, or PNG where the browser cannot write that. */
  readonly image: Blob;
  /** At most `LIMITS.thumbnailMaxBytes`. */
  readonly thumbnail: Blob;
  /** Pixels, of `image`. */
  readonly width: number;
  readonly height: number;
}

/** Something that only a device knows. `id` makes telling it again harmless. */
export interface DeviceEvent {
  readonly id: string;
  readonly type: (typeof DEVICE_EVENT_TYPES)[number];
  readonly at: DeviceTime;
}
