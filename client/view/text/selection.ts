import { bundledModel, kindOf } from '../../../shared/kinds/index.ts';
import type { Vec3 } from '../../../shared/pose.ts';
import { type DeviceTime, heldToNow } from '../../../shared/time.ts';
import type { Attribution, SelectedFields } from '../../model/index.ts';
import { ago, count, plural } from './numbers.ts';
import { PRESSES, type PressWord } from './tooling.ts';

/** Returns the title of the selection: "Box", "3 × Box", "2 objects". */
export function selectionTitle({ count: n, kind, asset }: SelectedFields): string {
  const title =
    bundledModel(asset)?.title ?? (kind === undefined ? undefined : (kindOf(kind)?.title ?? kind));
  if (n === 1) return title ?? 'Object';
  return title ? `${n} × ${title}` : count(n, 'object');
}

/** While several are being selected: how many there are so far. */
export const severalWords = (n: number, press: PressWord): string =>
  n === 0 ? `${PRESSES[press]} what you want to select` : `${n} selected`;

/** Width, height and depth (m) as people say them: in centimetres below two metres. */
export function sizeWords(size: Vec3): string {
  const isSmall = Math.max(...size) < 2;
  const edges = size.map(edge => (isSmall ? (edge * 100).toFixed(edge < 0.1 ? 1 : 0) : edge.toFixed(2)));
  return `${edges.join(' × ')} ${isSmall ? 'cm' : 'm'}`;
}

export const PLACED = 'Placed';
export const CHANGED = 'Changed';
export const BY_SEVERAL = 'by several people';
/** `name`: undefined for the person who reads it. */
export const byWords = (name: string | undefined): string => `by ${name ?? 'you'}`;
/** ", 3 minutes ago"; empty where nobody says when. */
export const whenWords = ({ at }: Attribution, now: DeviceTime): string =>
  at === undefined ? '' : `, ${ago(heldToNow(at, now), now)}`;
/** After what the document says and the relay has not confirmed. */
export const CLAIMED = ' (claimed)';
export const CLAIMED_WHY = 'The document says so; the relay has not confirmed it.';

const it = (count: number): string => plural(count, { one: 'it', other: 'them' });

/** `by`: undefined for the person who reads it. */
export const unlockableWords = (by: string | undefined, n: number): string =>
  `Locked by ${by ?? 'you'}. Unlock ${it(n)} to change ${it(n)}.`;
export const lockedWords = (by: string, n: number): string =>
  `Locked by ${by}. They or the host can unlock ${it(n)}.`;
export const SEVERAL_LOCKERS = 'others';
// Why a command cannot be run; after the command's label and a colon.
export const UNLOCK_FIRST = 'unlock it first.';
export const lockedBy = (by: string): string => `locked by ${by}.`;
/** `by`: undefined where several people locked it. */
export const unlockedBy = (by: string | undefined): string =>
  `only ${by ?? 'whoever locked it'} or the host can.`;

export const SELECTION = 'Selection';
export const SHOW_LESS = 'Show less';
export const SHOW_MORE = 'Show more';
export const COLOUR = 'Colour';
export const TEXT = 'Text';
export const WRITE_SOMETHING = 'Write something';
export const CHANGE_TEXT = 'Press to change the text';
export const SIZE = 'Size';
export const DONE = 'Done';
export const OWN_SIZES = 'Each its own';
export const SELECTING_SEVERAL = 'Selecting several';
export const NOTHING_SELECTED = 'Nothing is selected';
export const SELECT_MORE = 'Select more, to align or group them';

// In a headset.
export const HOW_TO_SELECT =
  'Choose Select on the Place page, then press on something. Squeeze to carry it; both hands on it resize it.';
export const HOW_TO_CARRY = 'Squeeze to carry it; both hands on it resize it.';
export const HOW_SEVERAL = 'Press things to add them, or to take them back. Done keeps them.';
export const HOW_TO_TAKE_MORE = 'Press Back, then Select several, to take more.';
export const arrangeTitle = (title: string): string => `Arrange ${title}`;
