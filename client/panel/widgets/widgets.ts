import { Component, Container, Text } from '@pmndrs/uikit';
import { computed, type ReadonlySignal } from '@preact/signals-core';
import type { Object3D } from 'three';
import { PEOPLE_COLORS, TOKENS } from '../../model/index.ts';
import { drawIcon } from './icons.ts';

/**
 * The panel's building blocks. Sizes in its pixels (`PIXEL_M` of `panel.ts`): 59 of them are the 5 cm of the
 * smallest target.
 */
export const LOOK = TOKENS.dark;
const { raised, line, text, muted, accent, onAccent } = LOOK;

/** The smallest writing (pixels): 1.6 cm, which reads at arm's length and beyond. */
export const TEXT = 19;
/** The smallest target (pixels): 5 cm. */
export const TARGET = 59;
export const GAP = 8;
const ICON = 22;
/** Of every page. */
export const WIDTH = 590;

/** Surfaces one step lighter, for what is being pointed at. */
export const HOVER = '#2c3647';
const HIGHER = '#3a475c';
const ACCENT_HOVER = '#7dd3ff';

export interface ButtonOptions {
  /** Path data of `icons.ts`; none where the label says it all. */
  readonly icon?: ReadonlySignal<string> | string;
  readonly label: ReadonlySignal<string> | string;
  readonly onPress: () => void;
  /** Shown as chosen. */
  readonly isChosen?: ReadonlySignal<boolean>;
  readonly isEnabled?: ReadonlySignal<boolean>;
  /** Not there at all while false. */
  readonly isShown?: ReadonlySignal<boolean>;
  /** `tile`: icon above label; `row`: icon beside label. */
  readonly shape: 'tile' | 'row';
  /** Stands on a raised surface, and so is raised above that. */
  readonly isOnRow?: boolean;
  readonly width?: number;
  readonly height: number;
}

/**
 * Not inside the event: a press may take the whole panel away (leaving AR does), and the event is not
 * finished with it.
 */
const afterwards = (onPress: () => void): void => queueMicrotask(onPress);

/** A button; a press that it does not take (disabled) does nothing, and it says so by being dim. */
export function button(options: ButtonOptions): Container {
  const { icon, label, onPress, isChosen, isEnabled, isShown, shape, width, height } = options;
  const [rest, lit] = options.isOnRow ? [HOVER, HIGHER] : [raised, HOVER];
  const isOff = (): boolean => isEnabled?.value === false;
  // Dim, the accent would leave nothing to read on it.
  const isLit = (): boolean => isChosen?.value === true && !isOff();
  const ink = computed(() => (isLit() ? onAccent : text));
  const plain = computed(() => (isLit() ? accent : isChosen?.value ? HIGHER : rest));
  const face = new Container({
    ...(isShown ? { display: computed(() => (isShown.value ? 'flex' : 'none')) } : {}),
    height,
    ...(width === undefined ? { flexGrow: 1, flexBasis: 0 } : { width }),
    flexDirection: shape === 'tile' ? 'column' : 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: shape === 'tile' ? 3 : 10,
    paddingX: shape === 'tile' ? 2 : 12,
    flexShrink: 0,
    borderRadius: 14,
    backgroundColor: plain,
    opacity: computed(() => (isOff() ? 0.4 : 1)),
    hover: {
      backgroundColor: computed(() => (isOff() ? plain.value : isLit() ? ACCENT_HOVER : lit)),
    },
    cursor: 'pointer',
    onClick: () => {
      if (!isOff()) afterwards(onPress);
    },
  });
  if (icon !== undefined) face.add(drawIcon(icon, ICON, ink));
  face.add(
    new Text({
      text: label,
      fontSize: TEXT,
      fontWeight: 'medium',
      color: ink,
      pointerEvents: 'none',
      whiteSpace: 'pre',
    }),
  );
  return face;
}

export interface PressableOptions {
  readonly isChosen?: ReadonlySignal<boolean>;
  readonly isEnabled?: ReadonlySignal<boolean>;
  readonly onPress: () => void;
}

/** A surface that is pressed as a whole, whatever is on it; an edge around it shows that it is chosen. */
export function pressable({ isChosen, isEnabled, onPress }: PressableOptions): Container {
  const isOff = (): boolean => isEnabled?.value === false;
  const face = new Container({
    flexShrink: 0,
    borderRadius: 14,
    borderWidth: 2,
    borderColor: computed(() => (isChosen?.value ? accent : raised)),
    backgroundColor: raised,
    opacity: computed(() => (isOff() ? 0.4 : 1)),
    hover: { backgroundColor: computed(() => (isOff() ? raised : HOVER)) },
    cursor: 'pointer',
    onClick: () => {
      if (!isOff()) afterwards(onPress);
    },
  });
  face.name = 'whole';
  return face;
}

/** A colour to choose: the target is larger than the dot. */
export function swatch(
  color: string,
  isChosen: ReadonlySignal<boolean>,
  onPress: () => void,
  size: number,
): Container {
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

export const column = (gap: number): Container =>
  new Container({ flexDirection: 'column', gap, flexShrink: 0 });

/**
 * `all` in rows of `columns`; what is missing in the last row stays free, so that the columns stay columns.
 */
export function grid(all: readonly Container[], columns: number): Container {
  const lines = column(GAP);
  for (let from = 0; from < all.length; from += columns) {
    const line = row(GAP);
    const here = all.slice(from, from + columns);
    const free = Array.from(
      { length: columns - here.length },
      () => new Container({ flexGrow: 1, flexBasis: 0 }),
    );
    line.add(...here, ...free);
    lines.add(line);
  }
  return lines;
}

/** Ten colours to choose from, in one row; a press that it does not take (disabled) does nothing. */
export function swatches(
  chosen: ReadonlySignal<string | undefined>,
  onChoose: (color: string) => void,
  isEnabled?: ReadonlySignal<boolean>,
): Container {
  const all = row(0);
  all.setProperties({ opacity: computed(() => (isEnabled?.value === false ? 0.4 : 1)) });
  const size = WIDTH / PEOPLE_COLORS.length;
  for (const color of PEOPLE_COLORS) {
    const isChosen = computed(() => chosen.value === color);
    const choose = (): void => {
      if (isEnabled?.value !== false) onChoose(color);
    };
    all.add(swatch(color, isChosen, choose, size));
  }
  return all;
}

/** Shown while `isShown`, and takes no room otherwise. */
export function shownIf(isShown: ReadonlySignal<boolean>, ...content: readonly Component[]): Container {
  const all = column(GAP);
  all.setProperties({ display: computed(() => (isShown.value ? 'flex' : 'none')) });
  all.add(...content);
  return all;
}

/** A tree of the panel and all that its parts hold. */
export function disposeAll(root: Object3D): void {
  for (const child of [...root.children]) disposeAll(child);
  if (root instanceof Component) root.dispose();
}
