import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SAMPLES } from '../scene/sample-looks.ts';
import { makeGlb, triangle, triangleBytes } from '../shared/files/make-glb.ts';
import { dracoGlb, meshoptGlb } from '../shared/files/packed.ts';
import { ktx2Glb } from '../shared/files/packed-texture.ts';
import { type Expected, NOBODY_THERE, useStage } from '../support/stage.ts';
import {
  createSession,
  foreignRequests,
  holds,
  joinSession,
  objects,
  says,
  shareCode,
  somebody,
} from './person.ts';

/** What the transcoder logs by itself where its module is none, which one of the stories brings about. */
const BROKEN_TRANSCODER: Expected = {
  text: /WebAssembly\.instantiate\(\): expected magic word/,
  because: 'the transcoder is replaced by bytes that are no module',
};

const stage = useStage([NOBODY_THERE, BROKEN_TRANSCODER]);

interface Given {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
const picture: Given = {
  name: 'Plan of the kitchen.png',
  mimeType: 'image/png',
  buffer: readFileSync(new URL('../../public/icons/icon-512.png', import.meta.url)),
};
const model: Given = {
  name: 'sail.glb',
  mimeType: 'model/gltf-binary',
  buffer: Buffer.from(makeGlb(triangle(), triangleBytes())),
};
const broken: Given = {
  name: 'trap.glb',
  mimeType: 'model/gltf-binary',
  buffer: Buffer.from(makeGlb({ ...triangle(), buffers: [{ byteLength: 36, uri: 'file:///etc/passwd' }] })),
};

async function bring(page: Page, file: Given): Promise<void> {
  await page.getByTitle(/^Models/).click();
  await page.getByLabel('Model, picture or session file').setInputFiles(file);
}

const thumbnails = async (page: Page): Promise<number> => {
  await page.keyboard.press('Escape');
  await page.getByTitle(/^Models/).click();
  const shown = page.locator('img.thumbnail');
  await shown.first().waitFor();
  return shown.count();
};

describe('bringing files', () => {
  it('[APP-32] a model and a picture are placed offline, and reach the others with their bytes', async () => {
    const [anna, ben] = await Promise.all([
      somebody(stage, stage.relay.url, 'screen'),
      somebody(stage, stage.relay.url, 'screen'),
    ]);
    await createSession(anna.page, 'Gallery');
    await says(anna.page, 'Saved on the relay');
    const code = await shareCode(anna.page);
    await anna.context.setOffline(true);
    await bring(anna.page, model);
    await anna.page.getByText(/^(Click|Tap) where the/).waitFor();
    await anna.page.keyboard.press('a');
    await holds(anna.page, 1);
    await bring(anna.page, picture);
    await anna.page.getByText(/(Click|Tap) where the .*kitchen|(Click|Tap) where the picture/i).waitFor();
    await anna.page.keyboard.press('a');
    await holds(anna.page, 2);
    expect((await objects(anna.page)).map(({ kind }) => kind).sort()).toEqual(['image', 'model']);
    await anna.context.setOffline(false);
    await says(anna.page, 'Saved on the relay');
    await joinSession(ben.page, code);
    await holds(ben.page, 2);
    await expect.poll(() => thumbnails(ben.page), { timeout: 40_000 }).toBe(2);
    for (const person of [anna, ben]) {
      expect(foreignRequests(person, stage.relay.url)).toEqual([]);
      await person.context.close();
    }
  });

  it('[APP-32] what is dropped on the page or pasted into it is brought like what is chosen', async () => {
    const { page, context } = await somebody(stage, stage.relay.url, 'screen');
    await createSession(page, 'Dropped and pasted');
    const path = join(stage.folder, 'dropped.glb');
    writeFileSync(path, model.buffer);
    const hands = await context.newCDPSession(page);
    const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
      hands.send('Input.dispatchDragEvent', {
        type,
        x: 400,
        y: 300,
        data: { items: [], files: [path], dragOperationsMask: 1 },
      });
    await drag('dragEnter');
    await drag('dragOver');
    const sheet = page.getByText('Drop a GLB model');
    await sheet.waitFor();
    await drag('drop');
    await page.getByText(/(Click|Tap) where the dropped/).waitFor();
    await sheet.waitFor({ state: 'hidden' });
    await page.keyboard.press('a');
    await holds(page, 1);

    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(
      async bytes => {
        const png = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      },
      [...picture.buffer],
    );
    await page.keyboard.press('Control+v');
    await page.getByText(/(Click|Tap) where the image should go/i).waitFor();
    await page.keyboard.press('a');
    await holds(page, 2);
    expect((await objects(page)).map(({ kind }) => kind).sort()).toEqual(['image', 'model']);
    await context.close();
  });

  it('[APP-37] what Draco, meshopt or KTX2 packed is unpacked and drawn with no network', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    await createSession(person.page, 'Packed');
    // Decoders are fetched when the first file needs them: from the device, once the app is kept there and
    // has been opened from there.
    await says(person.page, 'Saved on the relay');
    await person.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await person.page.reload();
    await person.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await says(person.page, 'Saved on the relay');
    await person.context.setOffline(true);
    const packed = { 'green.glb': dracoGlb(), 'blue.glb': await meshoptGlb(), 'orange.glb': ktx2Glb() };
    for (const [name, bytes] of Object.entries(packed)) {
      const { page } = person;
      await bring(page, { name, mimeType: 'model/gltf-binary', buffer: Buffer.from(bytes) });
      await page.getByText(/^(Click|Tap) where the/).waitFor();
      await page.keyboard.press('a');
      await holds(page, Object.keys(packed).indexOf(name) + 1);
      await page.keyboard.press('Escape');
    }
    await expect.poll(() => thumbnails(person.page)).toBe(3);
    const tones = await person.page.evaluate(async () => {
      const pictures = [...document.querySelectorAll<HTMLImageElement>('img.thumbnail')];
      return Promise.all(
        pictures.map(async picture => {
          await picture.decode();
          const pen = new OffscreenCanvas(160, 160).getContext('2d');
          pen?.drawImage(picture, 0, 0, 160, 160);
          const { data } = pen?.getImageData(0, 0, 160, 160) ?? { data: [] };
          let best: number[] = [0, 0, 0, 0];
          for (let i = 0; i < data.length; i += 4) {
            const pixel = [...data.slice(i, i + 4)];
            if ((pixel[3] ?? 0) > 250) best = pixel;
          }
          const [r = 0, g = 0, b = 0, a = 0] = best;
          if (a < 250) return 'nothing';
          return r > g && g > b
            ? 'orange'
            : g > Math.max(r, b)
              ? 'green'
              : b > Math.max(r, g)
                ? 'blue'
                : best.join();
        }),
      );
    });
    expect(tones.sort()).toEqual(['blue', 'green', 'orange']);
    expect(foreignRequests(person, stage.relay.url)).toEqual([]);
    await person.context.close();
  });

  it('[APP-37] a decoder that does not start is told of, and nothing waits for it', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    const { page, context } = person;
    await createSession(page, 'Half a transcoder');
    const broken = { contentType: 'application/wasm', body: Buffer.from('no module') };
    await context.route(/basis_transcoder[^/]*\.wasm/, route => route.fulfill(broken));
    await bring(page, { name: 'orange.glb', mimeType: 'model/gltf-binary', buffer: Buffer.from(ktx2Glb()) });
    await page.getByText('That model could not be unpacked here').waitFor();
    expect(page.workers()).toEqual([]);
    await holds(page, 0);
    await context.close();
  });

  it('[FILE-29] [FILE-31] what of a model is not shown, or not in its size, is said in one notice, and one of no numbers is not kept', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    const { page } = person;
    await createSession(page, 'Stills');
    const still = SAMPLES.InterpolationTest;
    if (!still) throw new Error('There is no such sample.');
    await bring(page, { name: 'dance.glb', mimeType: 'model/gltf-binary', buffer: Buffer.from(still.glb) });
    await page.getByText(/^(Click|Tap) where the/).waitFor();
    await page.getByText('Not everything in that model is shown').waitFor();
    await page.getByText('It is placed as a still: its animations are not played.').waitFor();
    await page.keyboard.press('Escape');
    const noNumbers = Float32Array.of(0, 0, 0, Number.NaN, 0, 0, 0, 1, 0);
    const bytes = makeGlb(triangle(), new Uint8Array(noNumbers.buffer));
    await bring(page, { name: 'nan.glb', mimeType: 'model/gltf-binary', buffer: Buffer.from(bytes) });
    await page.getByText('Some positions in that model are no numbers').waitFor();
    expect(await thumbnails(page)).toBe(1);
    await holds(page, 0);
    const hall = { ...triangle(), nodes: [{ mesh: 0, scale: [20, 20, 20] }] };
    const large = Buffer.from(makeGlb(hall, triangleBytes()));
    await bring(page, { name: 'hall.glb', mimeType: 'model/gltf-binary', buffer: large });
    await page.getByText('That model is placed in another size').waitFor();
    await person.context.close();
  });

  it('[APP-33] what cannot be shown is refused in words, and nothing of it stays', async () => {
    const person = await somebody(stage, stage.relay.url, 'screen');
    await createSession(person.page, 'Traps');
    await bring(person.page, broken);
    await person.page.getByText('That model needs files that are not in it').waitFor();
    await bring(person.page, { ...picture, buffer: Buffer.from('<svg/>') });
    await person.page.getByText('That file is not a GLB model').waitFor();
    await person.page.keyboard.press('Escape');
    await holds(person.page, 0);
    await person.context.close();
  });
});
