import { Container, Svg, Text } from '@pmndrs/uikit';
import { computed } from '@preact/signals-core';
import { TOKENS } from '../model/index.ts';
import { svg } from './icons.ts';
import { current, type Live } from './live.ts';

/** The panel's building blocks. Sizes in its pixels: one is one millimetre. */
export const LOOK = TOKENS.dark;
const { raised, line, text, muted, accent, onAccent } = LOOK;

/** Surfaces one step lighter, for what is being pointed at. */
const HOVER = '#2c3647';
const ACCENT_HOVER = '#7dd3ff';

export interface ButtonOptions {
  /** Path data of `icons.ts`. */
  readonly icon: Live<string> | string;
  readonly label: Live<string> | string;
  readonly onPress: () => void;
  /** Shown as chosen. */
  readonly isChosen?: Live<boolean>;
  readonly isEnabled?: Live<boolean>;
  /** Not there at all while false. */
  readonly isShown?: Live<boolean>;
  /** `tile`: icon above label; `row`: icon beside label. */
  readonly shape: 'tile' | 'row';
  readonly width?: number;
  readonly height: number;
}

/** Not inside the event: a press may take the whole panel away (leaving AR does), and the event is not finished with it. */
const afterwards = (onPress: () => void): void => queueMicrotask(onPress);

/** A button; a press that it does not take (disabled) does nothing, and it says so by being dim. */
export function button(options: ButtonOptions): Container {
  const { icon, label, onPress, isChosen, isEnabled, isShown, shape, width, height } = options;
  const ink = computed(() => (isChosen?.value ? onAccent : text));
  const face = new Container({
    ...(isShown ? { display: computed(() => (isShown.value ? 'flex' : 'none')) } : {}),
    height,
    ...(width === undefined ? { flexGrow: 1, flexBasis: 0 } : { width }),
    flexDirection: shape === 'tile' ? 'column' : 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: shape === 'tile' ? 7 : 10,
    paddingX: shape === 'tile' ? 2 : 16,
    borderRadius: 14,
    backgroundColor: computed(() => (isChosen?.value ? accent : raised)),
    opacity: computed(() => (isEnabled?.value === false ? 0.4 : 1)),
    hover: {
      backgroundColor: computed(() =>
        isEnabled?.value === false ? raised : isChosen?.value ? ACCENT_HOVER : HOVER,
      ),
    },
    cursor: 'pointer',
    onClick: () => {
      if (isEnabled?.value !== false) afterwards(onPress);
    },
  });
  face.add(
    new Svg({
      content: computed(() => svg(current(icon))),
      width: shape === 'tile' ? 28 : 22,
      height: shape === 'tile' ? 28 : 22,
      flexShrink: 0,
      color: ink,
      pointerEvents: 'none',
    }),
    new Text({
      text: label,
      fontSize: shape === 'tile' ? 16 : 19,
      fontWeight: 'medium',
      color: ink,
      pointerEvents: 'none',
      whiteSpace: 'pre',
    }),
  );
  return face;
}

/** A colour to choose: the target is larger than the dot. */
export function swatch(color: string, isChosen: Live<boolean>, onPress: () => void, size: number): Container {
  const target = new Container({
    width: size,
    height: size,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: size / 2,
    borderWidth: 3,
    borderColor: computed(() => (isChosen.value ? text : LOOK.surface)),
    hover: { borderColor: computed(() => (isChosen.value ? text : muted)) },
    cursor: 'pointer',
    onClick: () => afterwards(onPress),
  });
  target.add(
    new Container({
      width: size - 16,
      height: size - 16,
      borderRadius: (size - 16) / 2,
      backgroundColor: color,
      pointerEvents: 'none',
    }),
  );
  return target;
}

export const row = (gap: number): Container =>
  new Container({ flexDirection: 'row', alignItems: 'center', gap, flexShrink: 0 });

export const rule = (): Container => new Container({ height: 1, flexShrink: 0, backgroundColor: line });
