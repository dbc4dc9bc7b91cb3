import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { parseShareCode } from '../../model/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { openCamera, readCodes } from './scan.ts';

interface ScanDialogProps {
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}

/** The camera's picture, looked at until there is a share code in it. */
export function ScanDialog({ onCode, onClose }: ScanDialogProps) {
  const video = useRef<HTMLVideoElement>(null);
  const state = useSignal<'starting' | 'looking' | 'other code' | 'no camera'>('starting');
  useEffect(() => {
    const stop = new AbortController();
    let stream: MediaStream | undefined;
    const look = async () => {
      try {
        stream = await openCamera();
        if (!video.current || stop.signal.aborted) return;
        video.current.srcObject = stream;
        await video.current.play();
        state.value = 'looking';
        await readCodes(
          video.current,
          text => {
            const code = parseShareCode(text);
            if (code === undefined) state.value = 'other code';
            else onCode(code);
            return code !== undefined;
          },
          stop.signal,
        );
      } catch (error) {
        if (stop.signal.aborted) return;
        console.info(error);
        state.value = 'no camera';
      } finally {
        if (stop.signal.aborted) for (const track of stream?.getTracks() ?? []) track.stop();
      }
    };
    void look();
    return () => {
      stop.abort();
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, []);
  return (
    <Dialog title="Scan a code" onClose={onClose}>
      <div class="scanner">
        <video ref={video} muted playsInline aria-label="What the camera sees" />
        <span class="scanner-frame" aria-hidden="true" />
      </div>
      <p class="muted" role="status">
        {state.value === 'starting' && 'Starting the camera.'}
        {state.value === 'looking' && 'Hold the QR code of a session into the picture.'}
        {state.value === 'other code' && 'That QR code is not one of a session. Try another.'}
      </p>
      {state.value === 'no camera' && (
        <p class="warning tone-waiting" role="alert">
          <Icon name="camera" />
          <span>
            <strong>The camera could not be used.</strong> Allow it for this site in the browser, or type the
            code instead.
          </span>
        </p>
      )}
    </Dialog>
  );
}
