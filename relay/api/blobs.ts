import { Readable } from 'node:stream';
import { blobAnswer, ROUTES } from '../../shared/api/index.ts';
import { type AppError, fail, ok, type Result } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { type ContentRange, readContentRange, readRange, skip } from '../media/index.ts';
import type { ApiContext } from './context.ts';
import { receiveUpload } from './receive-upload.ts';
import { type BodyBytes, memberRoute, type Route } from './route.ts';

/**
 * Content types that a device may send. None is believed, and all of it is sent back as
 * `application/octet-stream`.
 */
const UPLOADS = [
  '',
  'application/octet-stream',
  'model/gltf-binary',
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/ktx2',
];
const OCTETS = 'application/octet-stream';

/** Blobs of a session under their SHA-256: members read them, editors and the host add to them. */
export const blobRoutes = (context: ApiContext): readonly Route[] => [
  // Before GET, which would bring a HEAD of its own.
  head(context),
  read(context),
  add(context),
];

const path = ROUTES.blob(':id', ':sha256');
/** The headers of a blob, whose content never changes. */
const headersOf = (sha256: string): Record<string, string> => ({
  'content-type': OCTETS,
  'content-disposition': 'attachment',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, max-age=31536000, immutable',
  'accept-ranges': 'bytes',
  etag: `"${sha256}"`,
});

const head = ({ blobs }: ApiContext): Route =>
  memberRoute({
    method: 'HEAD',
    path,
    summary: 'Whether it is there, and how large. 404 with `Upload-Offset` where a part of it is.',
    who: 'member',
    answer: { types: [OCTETS] },
    statuses: [200, 404],
    handle: async ask => {
      const sha256 = ask.param('sha256');
      const found = await blobs.stat(ask.id, sha256);
      if (found) {
        const headers = { ...headersOf(sha256), 'content-length': String(found.bytes) };
        return ok({ status: 200, body: new Uint8Array(), headers });
      }
      const offset = String(await blobs.received(ask.id, sha256));
      return ok({ status: 404, body: new Uint8Array(), headers: { 'upload-offset': offset } });
    },
  });

const read = ({ blobs }: ApiContext): Route =>
  memberRoute({
    method: 'GET',
    path,
    summary: 'The bytes, or with `Range` a part of them.',
    who: 'member',
    answer: { types: [OCTETS] },
    statuses: [200, 206, 304],
    errors: ['api/not-found', 'api/range'],
    handle: async ask => {
      const sha256 = ask.param('sha256');
      const headers = headersOf(sha256);
      const found = await blobs.stat(ask.id, sha256);
      if (!found) return fail('api/not-found');
      if (ask.headers['if-none-match'] === headers.etag) {
        return ok({ status: 304, body: new Uint8Array(), headers });
      }
      const wanted = readRange(ask.headers.range, found.bytes);
      if (wanted.type === 'none') return fail('api/range', `there are ${found.bytes} bytes`);
      const range = wanted.type === 'part' ? wanted.range : { start: 0, end: found.bytes };
      const content = await blobs.read(ask.id, sha256, range);
      if (!content) return fail('api/not-found');
      const about = { ...headers, 'content-length': String(range.end - range.start) };
      if (wanted.type === 'all') return ok({ status: 200, body: Readable.from(content), headers: about });
      return ok({
        status: 206,
        body: Readable.from(content),
        headers: { ...about, 'content-range': `bytes ${range.start}-${range.end - 1}/${found.bytes}` },
      });
    },
  });

/** Returns the part of the whole that a request sends. */
function partOf(body: BodyBytes, contentRange: string | undefined): Result<ContentRange, AppError> {
  const whole = body.bytes === undefined ? undefined : { start: 0, end: body.bytes, total: body.bytes };
  const part = contentRange === undefined ? whole : readContentRange(contentRange);
  if (!part) return fail('api/bad-request', 'Content-Length, or Content-Range: bytes a-b/total');
  if (body.bytes !== undefined && body.bytes !== part.end - part.start) {
    return fail('api/bad-request', 'Content-Length and Content-Range differ');
  }
  return part.total > LIMITS.blobMaxBytes ? fail('api/too-large') : ok(part);
}

const add = (context: ApiContext): Route =>
  memberRoute({
    method: 'PUT',
    path,
    grows: true,
    summary:
      'Sends all of it, or with `Content-Range` the part from where the relay’s copy ends. 201: complete, and its hash is right. 202: more is expected.',
    who: 'member',
    body: { types: UPLOADS },
    answer: blobAnswer,
    statuses: [201, 202],
    errors: [
      'api/media-type',
      'api/too-large',
      'api/range',
      'api/hash',
      'api/quota',
      'api/too-slow',
      'link/archived',
    ],
    handle: async ask => {
      const { blobs } = context;
      const { id, member, body } = ask;
      if (member.role === 'viewer') return fail('api/forbidden', 'viewers add nothing');
      const sha256 = ask.param('sha256');
      const contentRange = ask.headers['content-range'];
      const part = partOf(body, contentRange);
      if (!part.ok) return part;
      const { start, total } = part.value;
      // All of it over a part that is there, which is not written again.
      const offset = contentRange === undefined ? await blobs.received(id, sha256) : start;
      const coming = { bytes: Math.max(0, total - offset), keptIn: 'disk' } as const;
      const received = await receiveUpload(context, ask, coming, ({ flow, signal }) => {
        const source = contentRange === undefined ? skip(flow, offset) : flow;
        return blobs.receive(id, sha256, { offset, total, sha256, source, signal });
      });
      if (!received.ok) return received;
      const { complete } = received.value;
      return ok({
        status: complete ? 201 : 202,
        body: { session_id: id, sha256, received: received.value.received, complete },
      });
    },
  });
