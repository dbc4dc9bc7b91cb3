import { z } from 'zod';
import {
  blobHash,
  IMAGE_TYPES,
  isoTime,
  screenshotName,
  sessionId,
  sessionPolicy,
  shownName,
  userId,
} from '../../shared/api/index.ts';
import { ROLES } from '../../shared/session/index.ts';

/**
 * A session as a folder:
 *
 *     metadata.json   what is below
 *     objects.json    the objects as people outside see them; for reading, it is not imported
 *     document.bin    the document as one Yjs update, V1
 *     screenshots/    the pictures, <name>.<png|jpg|webp>, and their thumbnails, <name>.small.<...>
 *     blobs/          models and other files, each under its SHA-256
 *
 * Names in metadata.json are checked before they become paths.
 */
const FORMAT = 'ai-frame-session';
const VERSION = 1;

const picture = z.object({
  name: screenshotName,
  type: z.enum(IMAGE_TYPES),
  /** The type of the thumbnail; null where there is none. */
  thumbnail: z.enum(IMAGE_TYPES).nullable(),
  taken: isoTime,
  by: userId,
});

export const metadata = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  session_id: sessionId,
  name: shownName,
  created: isoTime,
  device: shownName.nullable(),
  exported: isoTime,
  epoch: z.string(),
  host: userId,
  settings: sessionPolicy,
  members: z.array(z.object({ user_id: userId, role: z.enum(ROLES), name: shownName, joined: isoTime })),
  objects_total: z.number().int(),
  screenshots: z.array(picture),
  blobs: z.array(z.object({ sha256: blobHash, bytes: z.number().int() })),
});
export type ExportMetadata = z.output<typeof metadata>;
export type ExportedPicture = z.output<typeof picture>;

export const newMetadata = (rest: Omit<ExportMetadata, 'format' | 'version'>): ExportMetadata => ({
  format: FORMAT,
  version: VERSION,
  ...rest,
});

const ENDINGS: Record<(typeof IMAGE_TYPES)[number], string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
};

/** Below the folder, with slashes. */
export const FILES = {
  metadata: 'metadata.json',
  objects: 'objects.json',
  document: 'document.bin',
  picture: ({ name, type }: ExportedPicture): string => `screenshots/${name}.${ENDINGS[type]}`,
  thumbnail: ({ name }: ExportedPicture, type: (typeof IMAGE_TYPES)[number]): string =>
    `screenshots/${name}.small.${ENDINGS[type]}`,
  blob: (sha256: string): string => `blobs/${sha256}`,
} as const;
