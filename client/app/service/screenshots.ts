import { type ReadonlySignal, signal } from '@preact/signals-core';
import { uuidv4 } from 'lib0/random';
import type { ScreenshotView } from '../../../shared/api/index.ts';
import { isPassing } from '../../../shared/errors/policy.ts';
import { type AppError, fail, ok, type Result } from '../../../shared/errors.ts';
import type { SessionId, UserId } from '../../../shared/ids.ts';
import type { DeviceTime, OnDevice } from '../../../shared/time.ts';
import type { ScreenshotTable } from '../../disk/index.ts';
import type { SessionApi } from '../../link/index.ts';
import type { NoticeAction, Picture, Screenshot, SessionService } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { Outbox } from './outbox.ts';

export interface ScreenshotOptions {
  readonly id: SessionId;
  readonly user: UserId;
  readonly table: ScreenshotTable;
  readonly api: SessionApi;
  readonly isLive: ReadonlySignal<boolean>;
  /** The relay's, where it is known. */
  readonly epoch: () => string | undefined;
  readonly picture: () => Promise<Result<Picture>>;
  readonly report: (error: AppError, actions?: readonly NoticeAction[]) => void;
  readonly download: (blob: Blob, name: string) => void;
  /** Pauses between attempts to fetch a picture that the relay has no time for. */
  readonly patienceMs?: readonly number[];
}

const PATIENCE_MS: readonly number[] = [2_000, 5_000, 15_000, 30_000, 60_000];

/**
 * The session's pictures: those taken here wait on this device's disk for the relay, those of others are kept
 * once they were seen.
 */
export class Gallery {
  readonly service: Pick<
    SessionService,
    'screenshots' | 'takeScreenshot' | 'screenshotUrl' | 'deleteScreenshot'
  >;
  readonly #id: SessionId;
  readonly #options: ScreenshotOptions;
  readonly #table: ScreenshotTable;
  readonly #api: SessionApi;
  readonly #report: ScreenshotOptions['report'];
  readonly #screenshots = signal<readonly Screenshot[]>([]);
  /** Refused for good, as long as the session is open: each is reported once. */
  readonly #refused = new Set<string>();
  /** No upload or list that is still under way brings one of these back. */
  readonly #deleted = new Set<string>();
  readonly #outbox: Outbox;
  #isClosed = false;

  constructor(options: ScreenshotOptions) {
    this.#id = options.id;
    this.#options = options;
    this.#table = options.table;
    this.#api = options.api;
    this.#report = options.report;
    this.service = {
      screenshots: this.#screenshots,
      takeScreenshot: () => this.#take(),
      deleteScreenshot: name => this.#remove(name),
      screenshotUrl: async (name, size) => {
        const found = await this.#load(name, size);
        return found && URL.createObjectURL(found);
      },
    };
    this.#outbox = new Outbox(options.isLive, () => this.#send());
    void this.#show();
  }

  /** Asks the relay which pictures others took, and which are gone. */
  async refresh(): Promise<void> {
    // Without a connection the relay may have changed to another epoch unnoticed.
    const epoch = this.#options.isLive.peek() ? this.#options.epoch() : undefined;
    const listed = await this.#api.screenshots();
    const isSure = this.#options.isLive.peek() && this.#options.epoch() === epoch;
    if (listed.ok) await this.#settle(listed.value, isSure ? epoch : undefined);
    else if (!isPassing(listed.error)) this.#report(listed.error);
    await this.#show();
  }

  /** Sends again what was refused: the reason may be gone. */
  retry(): void {
    this.#refused.clear();
    this.#outbox.poke();
  }

  close(): void {
    this.#isClosed = true;
    this.#outbox.close();
  }

  async #take(): Promise<boolean> {
    const taken = await this.#options.picture();
    if (!taken.ok) {
      this.#report(taken.error);
      return false;
    }
    const { image, thumbnail, width, height } = taken.value;
    const now = deviceNow();
    const name = nameOf(now);
    const screenshot: Screenshot = {
      name,
      taken: now,
      by: this.#options.user,
      width,
      height,
      state: 'waiting',
    };
    const kept = await this.#table.put(this.#id, screenshot, { full: image, thumbnail });
    if (!kept.ok) {
      const save = () => this.#options.download(image, `${name}.${image.type.split('/')[1] ?? 'png'}`);
      this.#report(kept.error, [{ label: texts.notices.ACTIONS.savePicture, run: save }]);
      return false;
    }
    await this.#show();
    this.#outbox.poke();
    return true;
  }

  async #remove(name: string): Promise<void> {
    const picture = this.#screenshots.peek().find(each => each.name === name);
    if (!picture) return;
    // A pending one may be uploading now, so it is marked first; a shared one the relay deletes first.
    if (picture.state === 'shared') {
      const asked = gone(await this.#api.deleteScreenshot(name));
      if (!asked.ok) {
        this.#report(asked.error);
        return;
      }
    }
    this.#deleted.add(name);
    const removed = await this.#table.remove(this.#id, name);
    if (!removed.ok) this.#report(removed.error);
    await this.#show();
  }

  async #load(name: string, size: 'full' | 'thumbnail'): Promise<Blob | undefined> {
    const here = await this.#table.bytes(this.#id, name, size);
    if (here.ok && here.value) return here.value;
    const screenshot = this.#screenshots.peek().find(each => each.name === name);
    if (!screenshot) return undefined;
    const fetched = await this.#fetchWithRetries(name, size);
    // Not every device makes a thumbnail.
    if (!fetched.ok)
      return size === 'thumbnail' && fetched.error.code === 'api/not-found'
        ? this.#load(name, 'full')
        : undefined;
    const kept = await this.#table.put(this.#id, screenshot, { [size]: fetched.value });
    if (!kept.ok) console.info(`A picture could not be kept on this device: ${kept.error.code}`);
    return fetched.value;
  }

  /** Retries: many people who open the pictures at once ask for more than the relay returns in a minute. */
  async #fetchWithRetries(name: string, size: 'full' | 'thumbnail'): Promise<Result<Blob>> {
    for (const pauseMs of this.#options.patienceMs ?? PATIENCE_MS) {
      const fetched = await this.#api.screenshot(name, size);
      if (fetched.ok || !isPassing(fetched.error) || !this.#options.isLive.peek() || this.#isClosed)
        return fetched;
      await new Promise(resolve => setTimeout(resolve, pauseMs));
    }
    return this.#isClosed ? fail('api/unavailable') : this.#api.screenshot(name, size);
  }

  /**
   * Reconciles the device's list with the relay's. What the relay no longer lists was deleted only where
   * it had listed it in this very `epoch` (undefined: not known for sure); a picture that was taken here
   * stays in any case.
   */
  async #settle(onRelay: readonly OnDevice<ScreenshotView>[], epoch: string | undefined): Promise<void> {
    const listed = await this.#table.list(this.#id);
    if (!listed.ok) return;
    const here = new Map(listed.value.map(each => [each.name, each]));
    for (const { name, taken, by, width, height } of onRelay) {
      if (this.#deleted.has(name)) continue;
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
      const kept = await this.#table.put(this.#id, known, {});
      if (!kept.ok) {
        this.#report(kept.error);
        return;
      }
    }
    if (epoch === undefined) return;
    const there = new Set(onRelay.map(({ name }) => name));
    for (const picture of listed.value) {
      const isGone = picture.state === 'shared' && picture.epoch === epoch && !there.has(picture.name);
      if (isGone && !(await this.#isOwn(picture))) await this.#table.remove(this.#id, picture.name);
    }
  }

  async #send(): Promise<Result<void>> {
    const again = await this.#requeue();
    if (!again.ok) return again;
    const listed = await this.#table.list(this.#id);
    if (!listed.ok) return listed;
    const waiting = listed.value.filter(({ state, name }) => state === 'waiting' && !this.#refused.has(name));
    for (const picture of waiting.reverse()) {
      if (this.#deleted.has(picture.name)) continue;
      const sent = await this.#sendOne(picture);
      if (!sent.ok && isPassing(sent.error)) return sent;
      if (!sent.ok) {
        this.#refused.add(picture.name);
        this.#report(sent.error);
      }
      await this.#show();
    }
    return ok(undefined);
  }

  async #sendOne(picture: Screenshot): Promise<Result<void>> {
    const image = await this.#table.bytes(this.#id, picture.name, 'full');
    if (!image.ok) return image;
    if (!image.value) return fail('disk/corrupt-row', 'a picture without bytes');
    const sent = await this.#api.sendScreenshot(picture.name, image.value, picture.taken);
    if (!sent.ok) return sent;
    if (this.#deleted.has(picture.name)) return gone(await this.#api.deleteScreenshot(picture.name));
    const thumbnail = await this.#table.bytes(this.#id, picture.name, 'thumbnail');
    if (!thumbnail.ok) return thumbnail;
    const small = thumbnail.value
      ? await this.#api.sendThumbnail(picture.name, thumbnail.value)
      : ok(undefined);
    return small.ok
      ? this.#table.put(this.#id, { ...picture, state: 'shared', epoch: this.#options.epoch() }, {})
      : small;
  }

  /** Marks as pending what a relay with another epoch may not have: it was set back, or lost its disk. */
  async #requeue(): Promise<Result<void>> {
    const epoch = this.#options.epoch();
    const listed = await this.#table.list(this.#id);
    if (!listed.ok || epoch === undefined) return listed.ok ? ok(undefined) : listed;
    for (const picture of listed.value) {
      if (picture.state !== 'shared' || picture.epoch === epoch || !(await this.#isOwn(picture))) continue;
      const written = await this.#table.put(this.#id, { ...picture, state: 'waiting' }, {});
      if (!written.ok) return written;
    }
    return ok(undefined);
  }

  /** True for a picture that this person took, as long as its bytes are here. */
  async #isOwn({ name, by }: Screenshot): Promise<boolean> {
    if (by !== this.#options.user) return false;
    const image = await this.#table.bytes(this.#id, name, 'full');
    return !image.ok || image.value !== undefined;
  }

  async #show(): Promise<void> {
    const listed = await this.#table.list(this.#id);
    if (listed.ok) this.#screenshots.value = listed.value;
    else this.#report(listed.error);
  }
}

/** A picture that is not there any more is as good as deleted. */
const gone = (asked: Result<void>): Result<void> =>
  !asked.ok && asked.error.code === 'api/not-found' ? ok(undefined) : asked;

/** Sorts by time, and no two are alike. */
const nameOf = (now: DeviceTime): string =>
  `${new Date(now).toISOString().slice(0, 19).replace(/[:T]/g, '-')}-${uuidv4().slice(0, 8)}`;
