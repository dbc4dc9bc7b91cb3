import type { DeviceTime } from '../../shared/time.ts';
import type { OpenSession, Screenshot } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';
import { relayReason } from './permissions.ts';
import { texts } from './text/index.ts';
import type { Toast } from './toast.ts';

/**
 * Takes a picture of the room, which the room itself does not show: so it is said. What went wrong is a
 * notice.
 */
export async function takePicture(
  { service }: Pick<OpenSession, 'service'>,
  { show }: Pick<Toast, 'show'>,
): Promise<void> {
  if (await service.takeScreenshot()) show(texts.pictures.TAKEN);
}

/** How many pictures there are, and how many of them wait. */
export function picturesWords(open: OpenSession): string {
  const pictures = open.service.screenshots.value;
  const waiting = pictures.filter(({ state }) => state === 'waiting').length;
  const isReached = relayReason(open) === undefined;
  return texts.pictures.amount(pictures.length, waiting, isReached);
}

/** One picture in words. */
export interface PictureWords {
  readonly taker: string;
  /** The moment at which it was taken. */
  readonly taken: string;
  readonly ago: string;
  /** That it is only on this device; undefined where the relay has it. */
  readonly waiting: string | undefined;
  /** For who cannot see it, of the small picture and of the large one. */
  readonly thumbnailLabel: string;
  readonly label: string;
  /** Whose it is and when it was taken, in a line. */
  readonly facts: string;
  /** The same with its size, where the moment is said already. */
  readonly sizeFacts: string;
}

export function describePicture(
  known: NameContext,
  open: OpenSession,
  picture: Screenshot,
  now: DeviceTime,
): PictureWords {
  const person = personOf(known, open, picture.by);
  const name = person.isMe ? undefined : person.name;
  const taken = texts.numbers.moment(picture.taken);
  const isWaiting = picture.state === 'waiting';
  return {
    taker: texts.pictures.taker(name),
    taken,
    ago: texts.numbers.ago(picture.taken, now),
    waiting: isWaiting ? texts.pictures.WAITING : undefined,
    thumbnailLabel: texts.pictures.thumbnailLabel(name, taken, isWaiting),
    label: texts.pictures.pictureLabel(name),
    facts: texts.pictures.facts(name, taken, isWaiting),
    sizeFacts: texts.pictures.facts(name, texts.pictures.size(picture.width, picture.height), isWaiting),
  };
}

/** A picture between its neighbours in time. */
export interface PicturePlace {
  readonly picture: Screenshot;
  readonly newer: Screenshot | undefined;
  readonly older: Screenshot | undefined;
}

/** The picture called `name`, and those beside it; undefined where there is none of that name. */
export function placeOfPicture({ service }: OpenSession, name: string | undefined): PicturePlace | undefined {
  const pictures = service.screenshots.value;
  const at = pictures.findIndex(each => each.name === name);
  const picture = pictures[at];
  return picture && { picture, newer: pictures[at - 1], older: pictures[at + 1] };
}

/**
 * Returns the name of the picture that takes the place of a deleted one, so that several can be looked
 * through and deleted.
 */
export const afterDeletion = ({ newer, older }: PicturePlace): string | undefined => (older ?? newer)?.name;

/** Why this person cannot delete a picture, or not now; undefined where they can. */
export function pictureReason(open: OpenSession, { by, state }: Screenshot): string | undefined {
  if (by !== open.user && open.role.value !== 'host') return texts.pictures.NOT_YOURS;
  // One that was never sent is nobody's business but this device's.
  return state === 'waiting' ? undefined : relayReason(open);
}

/** Returns the question before a picture is deleted, which nobody can take back. */
export function pictureQuestion(known: NameContext, open: OpenSession, { by, state }: Screenshot): string {
  if (state === 'waiting') return texts.pictures.DELETE_HERE;
  const { name, isMe } = personOf(known, open, by);
  return isMe ? texts.pictures.DELETE_MINE : texts.pictures.deleteTheirs(name);
}
