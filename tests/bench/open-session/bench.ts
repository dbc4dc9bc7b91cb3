import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { newSessionId, type SessionId } from '../../../shared/ids.ts';
import { REPOSITORY } from '../../architecture/source.ts';
import { findBrowser } from '../../support/find-browser.mjs';
import { serveTestPage } from '../../support/test-page.ts';
import { median } from '../numbers.ts';
import { type Bench, type BenchOptions, exactRow } from '../report.ts';
import { type Opened, WAYS, type Way } from './ways.ts';

const OBJECTS_COUNT = 10_000;
/** Opening takes a fraction of a second, so there is time for more rounds. */
const ROUNDS_FACTOR = 3;

interface Opener {
  /** Where it runs, for the reader. */
  readonly where: string;
  readonly prepare: (id: SessionId, count: number) => Promise<void>;
  readonly open: (id: SessionId, way: Way) => Promise<Opened>;
  readonly close: () => Promise<void>;
}

/**
 * A real browser with its profile on the disk. Each opening happens in a page of its own, its code as cold as
 * a user's.
 */
async function inBrowser(executablePath: string, folder: string): Promise<Opener> {
  const site = await serveTestPage(join(REPOSITORY, 'tests/bench/open-session/page.ts'), '');
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    headless: true,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
  });
  const inFreshPage = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForFunction(() => 'openSessionBench' in globalThis);
    try {
      return await work(page);
    } finally {
      await page.close();
    }
  };
  return {
    where: `Chromium ${context.browser()?.version() ?? ''}, its profile on disk, a fresh page for each opening`,
    prepare: (id, count) =>
      inFreshPage(page =>
        page.evaluate(([id, count]) => globalThis.openSessionBench.prepare(id, count), [id, count] as const),
      ),
    open: (id, way) =>
      inFreshPage(page =>
        page.evaluate(([id, way]) => globalThis.openSessionBench.open(id, way), [id, way] as const),
      ),
    close: async () => {
      await context.close();
      await site.close();
    },
  };
}

/** Node with an IndexedDB in memory: shows the shape of the cost, not what a user waits. */
async function inNode(): Promise<Opener> {
  const { open, prepare } = await import('./in-node.ts');
  return {
    where:
      'NO BROWSER FOUND: Node with fake-indexeddb, warm, nothing on disk; only the two bare ways mean something',
    prepare,
    open,
    close: async () => undefined,
  };
}

interface Times {
  readonly byWay: ReadonlyMap<Way, number[]>;
  /** What was read: all rows of the database. */
  readonly bytes: number;
}

async function openAll(opener: Opener, rounds: number): Promise<Times> {
  const id = newSessionId();
  await opener.prepare(id, OBJECTS_COUNT);
  const byWay = new Map<Way, number[]>(WAYS.map(way => [way, []]));
  let read = 0;
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? WAYS : [...WAYS].reverse()) {
      const { ms, objects, bytes } = await opener.open(id, way);
      if (objects !== OBJECTS_COUNT) throw new Error(`${way} found ${objects} objects`);
      byWay.get(way)?.push(ms);
      read = bytes;
    }
  }
  return { byWay, bytes: read };
}

export const openSession: Bench = {
  name: 'open',
  title: `opening a session of ${OBJECTS_COUNT.toLocaleString('en-US')} objects from IndexedDB, ms`,
  reference: 'a bare Y.applyUpdate of the same bytes, already in memory, into an empty Y.Doc',
  run: async ({ rounds, folder }: BenchOptions) => {
    const browser = findBrowser();
    const opener = browser === undefined ? await inNode() : await inBrowser(browser, folder);
    try {
      const { byWay, bytes } = await openAll(opener, rounds * ROUNDS_FACTOR);
      const of = (way: Way): number => median(byWay.get(way) ?? []);
      return {
        rows: [
          exactRow('disk, document only', of('disk'), of('bare')),
          exactRow('disk and mirror, as the app opens', of('disk+mirror'), of('bare')),
          exactRow('of that, the mirror on bare bytes', of('bare+mirror'), of('bare')),
        ],
        notes: [opener.where, `${rounds * ROUNDS_FACTOR} rounds; ${(bytes / 2 ** 20).toFixed(1)} MiB.`],
        raw: { bytes, ms: Object.fromEntries(byWay) },
      };
    } finally {
      await opener.close();
    }
  },
};
