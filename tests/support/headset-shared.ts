import { type FloorOrigin, moveSpace, poseOf, rigid } from './headset-floor.ts';

/**
 * The space that an emulated headset shares with others: what it calls it, and where that begins in the room.
 */
export interface SharedRoom {
  readonly name: string;
  readonly at: FloorOrigin;
}

export interface EmulatedSharing {
  /** The headset has found others, and shares another space with them from now on. */
  settle(room: SharedRoom): void;
}

/**
 * The emulator has no space that headsets share: a headset that is told of a room has one, as far as pages
 * ask for it.
 */
export function giveShared(xr: XRSystem, first: SharedRoom | undefined): EmulatedSharing {
  let room = first;
  let told: (() => void)[] = [];
  const request = xr.requestSession.bind(xr);
  xr.requestSession = async (mode, init) => {
    const session = await request(mode, init);
    if (!room || !init?.optionalFeatures?.includes('shared')) return session;
    const enabledFeatures = [...(session.enabledFeatures ?? []).filter(each => each !== 'shared'), 'shared'];
    Object.defineProperty(session, 'enabledFeatures', { configurable: true, value: enabledFeatures });
    return session;
  };
  const reference = XRSession.prototype.requestReferenceSpace;
  XRSession.prototype.requestReferenceSpace = async function placed(this: XRSession, type) {
    if ((type as string) !== 'shared') return reference.call(this, type);
    if (!room) throw new DOMException('no such space', 'NotSupportedError');
    // The emulator's own floor begins where the room does.
    const floor = await reference.call(this, 'local-floor');
    const space = floor.getOffsetReferenceSpace(rigid(poseOf(room.at)).matrix as never);
    Object.defineProperty(space, 'UUId', { get: () => room?.name });
    told.push(() => room && moveSpace(space, poseOf(room.at)));
    this.addEventListener('end', () => {
      told = [];
    });
    return space;
  } as typeof reference;
  return {
    settle(next) {
      room = next;
      for (const each of told) each();
    },
  };
}
