import { z } from 'zod';
import {
  blobAnswer,
  ROUTES,
  type ScreenshotView,
  screenshotsAnswer,
  screenshotView,
} from '../../shared/api/index.ts';
import { fail, ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { DeviceTime, OnDevice } from '../../shared/time.ts';
import { blobOffset, type SessionRequests } from './api-request.ts';

/** A broken connection costs at most one part. */
const PART_BYTES = 4 * 1024 * 1024;
/** Tabs of one device may send the same file at the same time, and then find each other's parts. */
const TRIES_COUNT = 5;

type Size = 'full' | 'thumbnail';

/** Pictures and other files of a session. */
export interface MediaApi {
  screenshots(): Promise<Result<readonly OnDevice<ScreenshotView>[]>>;
  screenshot(name: string, size: Size): Promise<Result<Blob>>;
  /** Sends a picture; idempotent. */
  sendScreenshot(name: string, image: Blob, taken: DeviceTime): Promise<Result<void>>;
  sendThumbnail(name: string, image: Blob): Promise<Result<void>>;
  /** Deletes a picture; for its author or the host. */
  deleteScreenshot(name: string): Promise<Result<void>>;
  /** Returns a file, whose hash was not checked. */
  blob(sha256: string): Promise<Result<Blob>>;
  /** Sends what the relay lacks of a file. */
  sendBlob(sha256: string, content: Blob): Promise<Result<void>>;
}

const done = z.unknown().transform(() => undefined);

export function mediaApi(requests: SessionRequests, id: SessionId): MediaApi {
  const post = async (path: string, body: Blob): Promise<Result<void>> => {
    const headers = { 'content-type': body.type };
    const sent = await requests.send({ method: 'POST', path, headers, body, schema: screenshotView });
    return sent.ok ? ok(undefined) : sent;
  };

  /** Sends one part from `start`. Returns how many bytes the relay has then. */
  const put = async (sha256: string, content: Blob, start: number): Promise<Result<number>> => {
    const end = Math.min(content.size, start + PART_BYTES);
    const sent = await requests.send({
      method: 'PUT',
      path: ROUTES.blob(id, sha256),
      headers: {
        'content-type': 'application/octet-stream',
        // An empty file has no range.
        ...(end > start ? { 'content-range': `bytes ${start}-${end - 1}/${content.size}` } : {}),
      },
      body: content.slice(start, end),
      schema: blobAnswer,
    });
    if (!sent.ok) return sent;
    return ok(sent.value.complete ? content.size : sent.value.received);
  };

  async function sendBlob(sha256: string, content: Blob): Promise<Result<void>> {
    let last: Result<void> = fail('api/unavailable');
    for (let tries = 0; tries < TRIES_COUNT; tries++) {
      const there = await requests.withToken(token =>
        blobOffset(requests.all, ROUTES.blob(id, sha256), token),
      );
      if (!there.ok) return there;
      let at: number | 'complete' = there.value;
      while (at !== 'complete') {
        const sent = await put(sha256, content, at);
        if (!sent.ok) {
          last = sent;
          break;
        }
        at = sent.value >= content.size ? 'complete' : sent.value;
      }
      if (at === 'complete') return ok(undefined);
      // Another tab sent a part meanwhile, or the file was damaged: continue from what the relay has now.
      if (last.ok || (last.error.code !== 'api/range' && last.error.code !== 'api/hash')) return last;
    }
    return last;
  }

  return {
    screenshots: async () => {
      const path = ROUTES.screenshots(id);
      const found = await requests.send({ method: 'GET', path, schema: screenshotsAnswer });
      if (!found.ok) return found;
      const { clock } = requests.all;
      return ok(found.value.screenshots.map(each => ({ ...each, taken: clock.toDevice(each.taken) })));
    },
    screenshot: (name, size) =>
      requests.bytes(size === 'full' ? ROUTES.screenshot(id, name) : ROUTES.thumbnail(id, name)),
    sendScreenshot: async (name, image, taken) => {
      const learnt = await requests.all.learnTime();
      if (!learnt.ok) return learnt;
      const query = new URLSearchParams({ taken: requests.all.clock.toRelay(taken) });
      return post(`${ROUTES.screenshot(id, name)}?${query}`, image);
    },
    sendThumbnail: (name, image) => post(ROUTES.thumbnail(id, name), image),
    deleteScreenshot: name =>
      requests.send({ method: 'DELETE', path: ROUTES.screenshot(id, name), schema: done }),
    blob: sha256 => requests.bytes(ROUTES.blob(id, sha256)),
    sendBlob,
  };
}
