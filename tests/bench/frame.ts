import type { CDPSession, Page } from 'playwright-core';
import { openCrowd } from '../scene/open-crowd.ts';
import { median } from './numbers.ts';
import { type Bench, exactRow, interleave, row } from './report.ts';

const OBJECTS = 1_000;
const FRAMES = 12;
/** Between samples of the heap, in bytes that were allocated. */
const SAMPLING_BYTES = 1_024;

interface Frames {
  /** JavaScript's time of the middle frame, ms. */
  readonly middleMs: number;
  /** What a frame allocates, and what of it is still there after a collection. */
  readonly allocatedBytes: number;
  readonly keptBytes: number;
  readonly calls: number;
  readonly triangles: number;
}

interface Node {
  readonly selfSize: number;
  readonly children: readonly Node[];
}
const sizeOf = ({ selfSize, children }: Node): number =>
  children.reduce((sum, child) => sum + sizeOf(child), selfSize);

async function used(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

async function measure(page: Page, devtools: CDPSession, what: 'ours' | 'bare'): Promise<Frames> {
  await page.evaluate(shown => crowdPage.show(shown), what);
  const times = await page.evaluate(count => crowdPage.measure(count), FRAMES);
  const before = await used(devtools);
  await devtools.send('HeapProfiler.startSampling', {
    samplingInterval: SAMPLING_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await page.evaluate(count => crowdPage.turns(count), FRAMES);
  const { profile } = await devtools.send('HeapProfiler.stopSampling');
  const after = await used(devtools);
  return {
    middleMs: median(times),
    allocatedBytes: sizeOf(profile.head) / FRAMES,
    keptBytes: (after - before) / FRAMES,
    ...(await page.evaluate(() => ({ calls: crowdPage.calls(), triangles: crowdPage.triangles() }))),
  };
}

export const frame: Bench = {
  name: 'frame',
  title: `a frame of an emulated headset, both eyes, before ${OBJECTS.toLocaleString('en')} objects`,
  reference: 'as many boxes of one bare three.js InstancedMesh, with controllers, in the same session',
  run: async ({ rounds }) => {
    const { page, close } = await openCrowd(OBJECTS);
    try {
      const devtools = await page.context().newCDPSession(page);
      const all = await interleave(
        rounds,
        () => measure(page, devtools, 'ours'),
        () => measure(page, devtools, 'bare'),
      );
      const [first] = all;
      const kept = (side: 'ours' | 'reference'): number =>
        Math.round(median(all.map(each => each[side].keptBytes)));
      return {
        rows: [
          row('JavaScript of the middle frame, ms', all, each => each.middleMs),
          row('allocated in a frame, bytes', all, each => each.allocatedBytes),
          exactRow('draw calls', first?.ours.calls ?? Number.NaN, first?.reference.calls ?? Number.NaN),
          exactRow(
            'triangles',
            first?.ours.triangles ?? Number.NaN,
            first?.reference.triangles ?? Number.NaN,
          ),
        ],
        notes: [
          'Ours with five people who walk and one object in a hand. Drawing itself is software here, and not in these times.',
          `Still there after a collection: ${kept('ours')} bytes a frame, of the reference ${kept('reference')}; the emulator keeps some.`,
        ],
        raw: all,
      };
    } finally {
      await close();
    }
  },
};
