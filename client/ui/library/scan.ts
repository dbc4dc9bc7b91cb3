/** Reading QR codes with the browser's own detector, where it has one. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

declare global {
  interface Window {
    /** Shape Detection API; not in every browser, and so not in TypeScript's types. */
    readonly BarcodeDetector?: DetectorClass;
  }
}

const FORMAT = 'qr_code';

/** Whether this browser can look for QR codes in a camera's picture. */
export async function canScan(): Promise<boolean> {
  if (!window.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return false;
  return (await window.BarcodeDetector.getSupportedFormats()).includes(FORMAT);
}

/**
 * Opens the camera that looks away from the person; rejects where the browser or the person does not allow
 * it. The caller stops its tracks.
 */
export const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });

/** Looks at `video` until `accept` takes a text or `signal` is aborted. */
export async function readCodes(
  video: HTMLVideoElement,
  accept: (text: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  if (!window.BarcodeDetector) return;
  const detector = new window.BarcodeDetector({ formats: [FORMAT] });
  while (!signal.aborted) {
    const found = video.readyState >= video.HAVE_CURRENT_DATA ? await detector.detect(video) : [];
    if (signal.aborted || found.some(({ rawValue }) => accept(rawValue))) return;
    await new Promise(requestAnimationFrame);
  }
}
