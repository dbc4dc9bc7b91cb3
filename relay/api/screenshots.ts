import { Readable } from 'node:stream';
import {
  IMAGE_TYPES,
  ROUTES,
  type ScreenshotView,
  screenshotQuery,
  screenshotsAnswer,
  screenshotView,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { relayTime } from '../../shared/time.ts';
import { type KeptImage, readAll, Screenshots, type StoredScreenshot } from '../media/index.ts';
import type { ApiContext } from './context.ts';
import { receiveUpload, type UploadBody } from './receive-upload.ts';
import { type ApiAnswer, type BodyBytes, type MemberCall, memberRoute, type Route } from './route.ts';

const IMAGE = { types: IMAGE_TYPES, maxBytes: LIMITS.screenshotMaxBytes };
const PICTURE_ERRORS = [
  'api/media-type',
  'api/too-large',
  'api/quota',
  'api/too-slow',
  'link/archived',
] as const;
const THUMBNAIL = { types: IMAGE_TYPES, maxBytes: LIMITS.thumbnailMaxBytes };

/**
 * Pictures of a session: members see them, editors and the host add to them, and the one who took a picture
 * or the host removes it.
 */
export function screenshotRoutes(context: ApiContext): readonly Route[] {
  const screenshots = new Screenshots(context.records, context.blobs);
  return [
    ...[ROUTES.screenshots(':id'), ROUTES.screenshot(':id', ':name')].map(path =>
      take(context, screenshots, path),
    ),
    list(screenshots),
    image(context, screenshots, ROUTES.screenshot(':id', ':name'), 'The picture.', found => found.image),
    image(
      context,
      screenshots,
      ROUTES.thumbnail(':id', ':name'),
      'A small version of the picture, where its maker sent one.',
      found => found.thumbnail,
    ),
    thumbnail(context, screenshots),
    remove(screenshots),
  ];
}

function viewOf(
  id: SessionId,
  { name, image, thumbnail, width, height, taken, by }: StoredScreenshot,
): ScreenshotView {
  return {
    name,
    type: image.type,
    bytes: image.bytes,
    width,
    height,
    taken: relayTime(taken),
    by,
    url: ROUTES.screenshot(id, name),
    thumbnail_url: thumbnail ? ROUTES.thumbnail(id, name) : null,
  };
}

/** Reads the posted picture, whole, and passes it on. */
async function takePicture<T>(
  context: ApiContext,
  ask: MemberCall<BodyBytes, unknown>,
  maxBytes: number,
  keep: (posted: {
    readonly content: Uint8Array;
    readonly sender: string;
    readonly stillMay: UploadBody['stillMay'];
  }) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (ask.member.role === 'viewer') return fail('api/forbidden', 'viewers add nothing');
  const bytes = Math.min(ask.body.bytes ?? maxBytes, maxBytes);
  return receiveUpload(context, ask, { bytes, keptIn: 'memory' }, async ({ flow, stillMay }) => {
    const content = await readAll(flow, maxBytes);
    return content ? keep({ content, sender: ask.address, stillMay }) : fail('api/too-large');
  });
}

const take = (context: ApiContext, screenshots: Screenshots, path: string): Route =>
  memberRoute({
    method: 'POST',
    path,
    grows: true,
    summary:
      'Adds a picture: the body is the image itself. Sent again by the same person it is the same picture (200).',
    who: 'member',
    query: screenshotQuery,
    body: IMAGE,
    answer: screenshotView,
    statuses: [201, 200],
    errors: [...PICTURE_ERRORS, 'api/name-taken'],
    handle: async ask => {
      const { id, user, query } = ask;
      const now = Date.now();
      const taken = query.taken === undefined ? now : Math.min(now, Date.parse(query.taken));
      const name = path.endsWith(':name') ? ask.param('name') : undefined;
      const added = await takePicture(context, ask, LIMITS.screenshotMaxBytes, posted =>
        screenshots.add(id, { name, taken, by: user, ...posted }),
      );
      if (!added.ok) return added;
      const { screenshot, isNew } = added.value;
      if (isNew) context.analytics.record(id, { type: 'screenshot.taken', user, at: taken });
      return ok({ status: isNew ? 201 : 200, body: viewOf(id, screenshot) });
    },
  });

const list = (screenshots: Screenshots): Route =>
  memberRoute({
    method: 'GET',
    path: ROUTES.screenshots(':id'),
    summary: 'All pictures, the newest first.',
    who: 'member',
    answer: screenshotsAnswer,
    handle: async ({ id }) =>
      ok({ body: { screenshots: (await screenshots.list(id)).map(each => viewOf(id, each)) } }),
  });

/**
 * Headers of a picture that the browser keeps and revalidates each time: a name may be given to another
 * picture.
 */
const headersOf = (image: KeptImage): Record<string, string> => ({
  'content-type': image.type,
  'content-disposition': 'inline',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, no-cache',
  etag: `"${image.blob}"`,
});

const image = (
  { blobs }: ApiContext,
  screenshots: Screenshots,
  path: string,
  summary: string,
  imageOf: (screenshot: StoredScreenshot) => KeptImage | null,
): Route =>
  memberRoute({
    method: 'GET',
    path,
    summary,
    who: 'member',
    answer: { types: IMAGE_TYPES },
    statuses: [200, 304],
    errors: ['api/not-found'],
    handle: async (ask): Promise<Result<ApiAnswer<Readable | Uint8Array>>> => {
      const found = await screenshots.get(ask.id, ask.param('name'));
      const kept = found && imageOf(found);
      if (!kept) return fail('api/not-found');
      const headers = headersOf(kept);
      if (ask.headers['if-none-match'] === headers.etag) {
        return ok({ status: 304, body: new Uint8Array(), headers });
      }
      const content = await blobs.read(ask.id, kept.blob);
      if (!content) return fail('api/not-found');
      return ok({
        body: Readable.from(content),
        headers: { ...headers, 'content-length': String(kept.bytes) },
      });
    },
  });

const thumbnail = (context: ApiContext, screenshots: Screenshots): Route =>
  memberRoute({
    method: 'POST',
    path: ROUTES.thumbnail(':id', ':name'),
    grows: true,
    summary: 'Puts a small version beside one’s own picture.',
    who: 'member',
    body: THUMBNAIL,
    answer: screenshotView,
    statuses: [201],
    errors: [...PICTURE_ERRORS, 'api/not-found'],
    handle: async ask => {
      const added = await takePicture(context, ask, LIMITS.thumbnailMaxBytes, posted =>
        screenshots.addThumbnail(ask.id, ask.param('name'), ask.user, posted),
      );
      return added.ok ? ok({ body: viewOf(ask.id, added.value) }) : added;
    },
  });

const remove = (screenshots: Screenshots): Route =>
  memberRoute({
    method: 'DELETE',
    path: ROUTES.screenshot(':id', ':name'),
    summary: 'Takes a picture away: by who took it, or by the host.',
    who: 'member',
    errors: ['api/not-found'],
    handle: async ask => {
      const name = ask.param('name');
      const found = await screenshots.get(ask.id, name);
      if (!found) return fail('api/not-found');
      if (found.by !== ask.user && ask.member.role !== 'host') {
        return fail('api/forbidden', 'only who took the picture, or the host, may do that');
      }
      return (await screenshots.remove(ask.id, name)) ? ok({ body: undefined }) : fail('api/not-found');
    },
  });
