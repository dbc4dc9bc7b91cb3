import { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals-core';
import type { Screenshot } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { Sprite } from '../atlas/atlas.ts';
import { type Fit, loadImage, photo } from '../atlas/photo.ts';
import { sprite } from '../atlas/sprite.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { PanelContext } from '../context.ts';
import { ICONS, silhouette } from '../widgets/icons.ts';
import { HOVER, LOOK, shownIf, TEXT } from '../widgets/widgets.ts';

type Shown =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly picture: Sprite }
  /** Neither on this device nor to be had now. */
  | { readonly state: 'missing' };

const LOADING: Shown = { state: 'loading' };
const COMING = silhouette(ICONS.camera, 34, LOOK.muted);
const MISSING = silhouette(ICONS.away, 34, LOOK.muted);

/**
 * A picture of the session in a frame of this size; until it is loaded, that it comes, or why it does not.
 */
export function screenshot(
  { open }: PanelContext,
  item: ReadonlySignal<Screenshot | undefined>,
  size: 'full' | 'thumbnail',
  fit: Fit,
): Container {
  const shown = signal<Shown>(LOADING);
  // Loaded again once it is on the relay, too.
  const wanted = computed(() => item.value && `${item.value.name} ${item.value.state}`);
  const look = async (key: string, name: string): Promise<void> => {
    const url = await open.peek()?.service.screenshotUrl(name, size);
    const image = url === undefined ? undefined : await loadImage(url);
    if (wanted.peek() === key)
      shown.value = image
        ? { state: 'ready', picture: photo(`${size} ${name}`, image, fit) }
        : { state: 'missing' };
    if (url !== undefined) URL.revokeObjectURL(url);
  };
  const frame = new Container({
    width: fit.width,
    height: fit.height,
    flexShrink: 0,
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: 10,
    borderRadius: 8,
    backgroundColor: fit.fit === 'cover' ? HOVER : LOOK.background,
    pointerEvents: 'none',
  });
  frame.add(
    sprite(
      computed(() => {
        const now = shown.value;
        if (now.state === 'ready') return now.picture;
        return now.state === 'loading' ? COMING : MISSING;
      }),
    ),
  );
  if (size === 'full')
    frame.add(
      shownIf(
        computed(() => shown.value.state === 'missing'),
        textSprite({
          text: texts.pictures.MISSING,
          size: TEXT,
          weight: 500,
          color: LOOK.muted,
          maxWidth: fit.width - 80,
          lines: 2,
        }),
      ),
    );
  const isLive = computed(() => open.value?.link.value.state === 'live');
  const ask = (): void => {
    const [key, name] = [wanted.peek(), item.peek()?.name];
    shown.value = LOADING;
    if (key !== undefined && name !== undefined) void look(key, name);
  };
  const stops = [
    effect(() => {
      if (wanted.value !== undefined) untracked(ask);
    }),
    // A picture that was missing without the relay is loaded with it.
    effect(() => {
      if (isLive.value && shown.peek().state === 'missing') untracked(ask);
    }),
  ];
  for (const stop of stops) frame.abortSignal.addEventListener('abort', stop, { once: true });
  return frame;
}
