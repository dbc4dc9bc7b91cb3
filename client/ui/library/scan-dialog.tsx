import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { parseShareCode } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
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
  const state = useSignal<'starting' | 'looking' | 'other' | 'failed'>('starting');
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
            if (code === undefined) state.value = 'other';
            else onCode(code);
            return code !== undefined;
          },
          stop.signal,
        );
      } catch (error) {
        if (stop.signal.aborted) return;
        console.info(error);
        state.value = 'failed';
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
    <Dialog title={texts.sessions.SCAN.title} onClose={onClose}>
      <div class="scanner">
        <video ref={video} muted playsInline aria-label={texts.sessions.SCAN.picture} />
        <span class="scanner-frame" aria-hidden="true" />
      </div>
      <p class="muted" role="status">
        {state.value !== 'failed' && texts.sessions.SCAN[state.value]}
      </p>
      {state.value === 'failed' && (
        <p class="warning tone-waiting" role="alert">
          <Icon name="camera" />
          <span>
            <strong>{texts.sessions.SCAN.failed.title}</strong> {texts.sessions.SCAN.failed.detail}
          </span>
        </p>
      )}
    </Dialog>
  );
}
