import { FileLoader, type WebGLRenderer } from 'three';
import { KTX2Loader } from 'three/addons/loaders/KTX2Loader.js';

/** Served with a policy of its own: `relay/app-files.ts`. */
const WORKER_URL = '/workers/transcoder.js';

/**
 * Starts the worker with the transcoder in it; rejects where the browser or the relay does not let it run.
 */
function startWorker(source: string): Promise<Worker> {
  const worker = new Worker(WORKER_URL);
  return new Promise<Worker>((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    onFailure(worker, reject);
    worker.postMessage(source);
  });
}

function onFailure(worker: Worker, tell: (error: Error) => void): void {
  worker.onerror = event => {
    event.preventDefault();
    worker.terminate();
    tell(new Error(`compressed textures cannot be read here: ${event.message ?? 'no worker'}`));
  };
}

/** three's loader ends the workers that it has used; this one ends its one worker, used or not. */
class TextureLoader extends KTX2Loader {
  #worker: Worker | undefined;

  setWorker(worker: Worker): void {
    this.#worker = worker;
    this.workerPool.setWorkerCreator(() => worker);
  }

  override dispose(): void {
    this.#worker?.terminate();
    super.dispose();
  }
}

/**
 * A loader of KTX2 textures whose worker runs under our policy. three makes its worker from a blob, which
 * inherits the page's policy, and then waits for ever. One worker; whoever asked disposes the loader, and the
 * worker with it. `onBroken`: the worker has failed since, and nothing that it was asked for is ever
 * answered.
 */
export async function makeTextureLoader(
  renderer: WebGLRenderer,
  onBroken: (error: Error) => void,
): Promise<KTX2Loader> {
  const loader = new TextureLoader().setWorkerLimit(1).detectSupport(renderer) as TextureLoader;
  try {
    await loader.init();
    const source = await new FileLoader().loadAsync(loader.workerSourceURL);
    const worker = await startWorker(String(source));
    loader.setWorker(worker);
    onFailure(worker, onBroken);
    const transcoderBinary = loader.transcoderBinary?.slice(0);
    if (!transcoderBinary) throw new Error('the transcoder was not loaded');
    worker.postMessage({ type: 'init', config: loader.workerConfig, transcoderBinary }, [transcoderBinary]);
    return loader;
  } catch (error) {
    loader.dispose();
    throw error;
  }
}
