import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser, type Watch, watch } from './browser.ts';
import { freePort, type RelayProcess, startRelayProcess } from './relay-process.ts';

/** Errors that the browser logs by itself, which a story brings about on purpose. */
export interface Expected {
  readonly text: RegExp;
  readonly because: string;
}

/** The browser logs each request and each socket that finds nobody, and no page can keep it from that. */
export const NOBODY_THERE: Expected = {
  text: /^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|NETWORK_CHANGED)|^WebSocket connection to '[^']*' failed: (Error in connection establishment: )?(net::ERR_|Connection closed before)/,
  because: 'the network is cut, or the relay ended',
};

/** A context and what went wrong in it. */
export interface Watched {
  readonly context: BrowserContext;
  readonly watch: Watch;
}

/** The things that a story in a browser needs, ready when its tests begin. */
export interface Stage {
  /** Empty at first, removed at the end. */
  readonly folder: string;
  /** In `folder`: what the relay keeps. */
  readonly data: string;
  readonly relay: RelayProcess;
  /**
   * Another device. Each test fails on what its pages throw or log as an error, unless the story said that it
   * expects that.
   */
  device(options?: BrowserContextOptions): Promise<Watched>;
  /**
   * Starts the relay again, at the same address, after it was ended; with what is in `data`, where that is
   * not its own.
   */
  restart(data?: string): Promise<void>;
}

/**
 * Sets up a stage for the tests of a file and clears it after them. `expected`: what its devices may log as
 * errors.
 */
export function useStage(expected: readonly Expected[] = []): Stage {
  let folder: string;
  let port: number;
  let relay: RelayProcess | undefined;
  let browser: Browser | undefined;
  const watches: Watch[] = [];
  /** Of each watch: errors that were looked at. */
  const seen = new Map<Watch, number>();
  const fresh = (): readonly string[] =>
    watches.flatMap(each => {
      const errors = each.errors.slice(seen.get(each));
      seen.set(each, each.errors.length);
      return errors.filter(error => !expected.some(({ text }) => text.test(error)));
    });
  const ready = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the stage is set up when the tests begin');
    return part;
  };
  const stage: Stage = {
    get folder() {
      return folder;
    },
    get data() {
      return join(folder, 'data');
    },
    get relay() {
      return ready(relay);
    },
    device: async options => {
      const context = await ready(browser).newContext(options);
      const watched = { context, watch: watch(context) };
      watches.push(watched.watch);
      return watched;
    },
    restart: async (data = stage.data) => {
      relay = await startRelayProcess({ port, data });
    },
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ai-frame-stage-'));
    port = await freePort();
    [, browser] = await Promise.all([stage.restart(), launchBrowser()]);
  });
  const look = (): void => expect(fresh(), 'errors of pages that the story does not expect').toEqual([]);
  afterEach(look);
  afterAll(async () => {
    await browser?.close();
    await relay?.stop();
    rmSync(folder, { recursive: true, force: true });
    // Pages that nobody waited for may have gone on after the last test.
    look();
  });
  return stage;
}
