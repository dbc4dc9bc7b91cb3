/**
 * The answer to a request for something that a browser need not have: undefined where it says no. Rejecting
 * is how WebXR says "not granted", and every caller has another way then.
 */
export const ifGranted = async <T>(asked: Promise<T> | undefined): Promise<T | undefined> => {
  try {
    return await asked;
  } catch {
    return undefined;
  }
};

/** Ends an XR session; false where it was over already, which is just as good. */
export const endSession = async (session: XRSession): Promise<boolean> => {
  try {
    await session.end();
    return true;
  } catch {
    return false;
  }
};
