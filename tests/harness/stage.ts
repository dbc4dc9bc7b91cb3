import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { freePort, type RelayProcess, startRelayProcess } from './relay-process.ts';

/** What a story in a browser needs, ready when its tests begin. */
export interface Stage {
  /** Empty at first, removed at the end. */
  readonly folder: string;
  /** In `folder`: what the relay keeps. */
  readonly data: string;
  readonly relay: RelayProcess;
  readonly browser: Browser;
  /** Starts the relay again, at the same address, after it was ended; with what is in `data`, where that is not its own. */
  restart(data?: string): Promise<void>;
}

/** Sets up a stage for the tests of a file and clears it after them. */
export function useStage(): Stage {
  let folder: string;
  let port: number;
  let relay: RelayProcess | undefined;
  let browser: Browser | undefined;
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
    get browser() {
      return ready(browser);
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
  afterAll(async () => {
    await browser?.close();
    await relay?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return stage;
}
