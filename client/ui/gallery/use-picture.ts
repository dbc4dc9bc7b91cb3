import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Screenshot, SessionService } from '../../model/index.ts';

export type PictureUrl =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly url: string }
  /** Neither on this device nor to be had now. */
  | { readonly state: 'missing' };

/**
 * Loads a picture and revokes its URL when it is no longer shown. It is loaded again once it is on the relay,
 * too.
 */
export function usePicture(
  service: SessionService,
  picture: Screenshot,
  size: 'full' | 'thumbnail',
): PictureUrl {
  const shown = useSignal<PictureUrl>({ state: 'loading' });
  const { name, state } = picture;
  useEffect(() => {
    let isGone = false;
    let url: string | undefined;
    shown.value = { state: 'loading' };
    const load = async () => {
      const found = await service.screenshotUrl(name, size);
      if (isGone) {
        if (found !== undefined) URL.revokeObjectURL(found);
        return;
      }
      url = found;
      shown.value = found === undefined ? { state: 'missing' } : { state: 'ready', url: found };
    };
    void load();
    return () => {
      isGone = true;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [service, name, size, state]);
  return shown.value;
}
