import { type ReadonlySignal, signal } from '@preact/signals-core';
import { uuidv4 } from 'lib0/random';
import type { ScreenshotView } from '../../../shared/api/index.ts';
import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId, UserId } from '../../../shared/ids.ts';
import type { DeviceTime, OnDevice } from '../../../shared/time.ts';
import type { ScreenshotTable } from '../../disk/index.ts';
import type { SessionApi } from '../../link/index.ts';
import type { NoticeAction, Picture, Screenshot, SessionService } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { isPassing, Outbox } from './outbox.ts';

export interface ScreenshotOptions {
  readonly id: SessionId;
  readonly user: UserId;
  readonly shelf: ScreenshotTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  /** Names the relay's history, where it is known. */
  readonly epoch: () => string | undefined;
  readonly picture: () => Promise<Result<Picture>>;
  readonly report: (error: AppError, actions?: readonly NoticeAction[]) => void;
  readonly download: (blob: Blob, name: string) => void;
  /** Pauses between questions for a picture that the relay has no time for. */
  readonly patienceMs?: readonly number[];
}

const PATIENCE_MS: readonly number[] = [2_000, 5_000, 15_000, 30_000, 60_000];

export interface Gallery {
  readonly service: Pick<
    SessionService,
    'screenshots' | 'takeScreenshot' | 'screenshotUrl' | 'deleteScreenshot'
  >;
  /** Asks the relay what others took, and what is gone. */
  refresh(): Promise<void>;
  /** What was refused may be welcome now. */
  retry(): void;
  close(): void;
}

/**
 * Pictures of the session: what was taken here waits on this device's disk for the relay, what others took is
 * kept once it was seen.
 */
export function createGallery(options: ScreenshotOptions): Gallery {
  const { id, shelf, api, report, patienceMs = PATIENCE_MS } = options;
  let isClosed = false;
  const screenshots = signal<readonly Screenshot[]>([]);
  /** Refused for good, as long as the session is open: a person is told once. */
  const refused = new Set<string>();
  /** Nothing that is still under way (an upload, a list) brings one of these back. */
  const deleted = new Set<string>();

  async function show(): Promise<void> {
    const listed = await shelf.list(id);
    if (listed.ok) screenshots.value = listed.value;
    else report(listed.error);
  }

  async function sendOne(picture: Screenshot): Promise<Result<void>> {
    const image = await shelf.bytes(id, picture.name, 'full');
    if (!image.ok) return image;
    if (!image.value) return fail('disk/corrupt-row', 'a picture without bytes');
    const sent = await api.sendScreenshot(picture.name, image.value, picture.taken);
    if (!sent.ok) return sent;
    if (deleted.has(picture.name)) return gone(await api.deleteScreenshot(picture.name));
    const thumbnail = await shelf.bytes(id, picture.name, 'thumbnail');
    if (!thumbnail.ok) return thumbnail;
    const small = thumbnail.value ? await api.sendThumbnail(picture.name, thumbnail.value) : ok(undefined);
    return small.ok ? shelf.put(id, { ...picture, state: 'shared', epoch: options.epoch() }, {}) : small;
  }

  /** True for what this person took, as long as its bytes are here. */
  async function isOwn({ name, by }: Screenshot): Promise<boolean> {
    if (by !== options.user) return false;
    const image = await shelf.bytes(id, name, 'full');
    return !image.ok || image.value !== undefined;
  }

  /** A relay that was set back, or lost its disk, may never have heard of what was sent to it before. */
  async function sendAgain(): Promise<Result<void>> {
    const epoch = options.epoch();
    const listed = await shelf.list(id);
    if (!listed.ok || epoch === undefined) return listed.ok ? ok(undefined) : listed;
    for (const picture of listed.value) {
      if (picture.state !== 'shared' || picture.epoch === epoch || !(await isOwn(picture))) continue;
      const noted = await shelf.put(id, { ...picture, state: 'waiting' }, {});
      if (!noted.ok) return noted;
    }
    return ok(undefined);
  }

  async function send(): Promise<Result<void>> {
    const again = await sendAgain();
    if (!again.ok) return again;
    const listed = await shelf.list(id);
    if (!listed.ok) return listed;
    const waiting = listed.value.filter(({ state, name }) => state === 'waiting' && !refused.has(name));
    for (const picture of waiting.reverse()) {
      if (deleted.has(picture.name)) continue;
      const sent = await sendOne(picture);
      if (!sent.ok && isPassing(sent.error)) return sent;
      if (!sent.ok) {
        refused.add(picture.name);
        report(sent.error);
      }
      await show();
    }
    return ok(undefined);
  }
  const outbox = new Outbox(options.isLive, send);

  async function take(): Promise<boolean> {
    const taken = await options.picture();
    if (!taken.ok) {
      report(taken.error);
      return false;
    }
    const { image, thumbnail, width, height } = taken.value;
    const now = deviceNow();
    const name = nameOf(now);
    const screenshot: Screenshot = { name, taken: now, by: options.user, width, height, state: 'waiting' };
    const kept = await shelf.put(id, screenshot, { full: image, thumbnail });
    if (!kept.ok) {
      const save = () => options.download(image, `${name}.${image.type.split('/')[1] ?? 'png'}`);
      report(kept.error, [{ label: texts.notices.ACTIONS.savePicture, run: save }]);
      return false;
    }
    await show();
    outbox.poke();
    return true;
  }

  async function refresh(): Promise<void> {
    // Without a connection the relay may have gone over to another history unheard.
    const epoch = options.isLive.peek() ? options.epoch() : undefined;
    const theirs = await api.screenshots();
    const isSure = options.isLive.peek() && options.epoch() === epoch;
    if (theirs.ok) await settle(theirs.value, isSure ? epoch : undefined);
    else if (!isPassing(theirs.error)) report(theirs.error);
    await show();
  }

  /**
   * Brings the device's list in line with the relay's. What the relay no longer lists was deleted only where
   * it had listed it in this very `epoch` (undefined: not known for sure); a picture that was taken here
   * stays in any case.
   */
  async function settle(
    theirs: readonly OnDevice<ScreenshotView>[],
    epoch: string | undefined,
  ): Promise<void> {
    const listed = await shelf.list(id);
    if (!listed.ok) return;
    const here = new Map(listed.value.map(each => [each.name, each]));
    for (const { name, taken, by, width, height } of theirs) {
      if (deleted.has(name)) continue;
      const before = here.get(name);
      if (before?.state === 'shared' && (epoch === undefined || before.epoch === epoch)) continue;
      const known: Screenshot = {
        name,
        taken,
        by: by as UserId,
        width,
        height,
        state: 'shared',
        epoch,
      };
      const kept = await shelf.put(id, known, {});
      if (!kept.ok) return report(kept.error);
    }
    if (epoch === undefined) return;
    const there = new Set(theirs.map(({ name }) => name));
    for (const picture of listed.value) {
      const isGone = picture.state === 'shared' && picture.epoch === epoch && !there.has(picture.name);
      if (isGone && !(await isOwn(picture))) await shelf.remove(id, picture.name);
    }
  }

  /** A class that opens its pictures at once asks for more than the relay answers in a minute. */
  async function fetchPatiently(name: string, size: 'full' | 'thumbnail'): Promise<Result<Blob>> {
    for (const pauseMs of patienceMs) {
      const fetched = await api.screenshot(name, size);
      if (fetched.ok || !isPassing(fetched.error) || !options.isLive.peek() || isClosed) return fetched;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
    return isClosed ? fail('api/unavailable') : api.screenshot(name, size);
  }

  async function load(name: string, size: 'full' | 'thumbnail'): Promise<Blob | undefined> {
    const here = await shelf.bytes(id, name, size);
    if (here.ok && here.value) return here.value;
    const screenshot = screenshots.peek().find(each => each.name === name);
    if (!screenshot) return undefined;
    const fetched = await fetchPatiently(name, size);
    // Not everybody's device makes a small one.
    if (!fetched.ok)
      return size === 'thumbnail' && fetched.error.code === 'api/not-found' ? load(name, 'full') : undefined;
    const kept = await shelf.put(id, screenshot, { [size]: fetched.value });
    if (!kept.ok) console.info(`A picture could not be kept on this device: ${kept.error.code}`);
    return fetched.value;
  }

  async function remove(name: string): Promise<void> {
    const picture = screenshots.peek().find(each => each.name === name);
    if (!picture) return;
    // While one waits it may just be going up, so it is marked first; of one that is there, the relay has the
    // say.
    if (picture.state === 'shared') {
      const asked = gone(await api.deleteScreenshot(name));
      if (!asked.ok) return report(asked.error);
    }
    deleted.add(name);
    const removed = await shelf.remove(id, name);
    if (!removed.ok) report(removed.error);
    await show();
  }

  void show();
  return {
    refresh,
    retry: () => {
      refused.clear();
      outbox.poke();
    },
    close: () => {
      isClosed = true;
      outbox.close();
    },
    service: {
      screenshots,
      takeScreenshot: take,
      deleteScreenshot: remove,
      screenshotUrl: async (name, size) => {
        const found = await load(name, size);
        return found && URL.createObjectURL(found);
      },
    },
  };
}

/** What is not there any more is as good as deleted. */
const gone = (asked: Result<void>): Result<void> =>
  !asked.ok && asked.error.code === 'api/not-found' ? ok(undefined) : asked;

/** Sorts by time, and no two are alike. */
const nameOf = (now: DeviceTime): string =>
  `${new Date(now).toISOString().slice(0, 19).replace(/[:T]/g, '-')}-${uuidv4().slice(0, 8)}`;
