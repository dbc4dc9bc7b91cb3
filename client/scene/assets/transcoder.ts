import { FileLoader, type WebGLRenderer } from 'three';
import { KTX2Loader } from 'three/addons/loaders/KTX2Loader.js';

/** Served with a policy of its own: `relay/app-files.ts`. */
const WORKER_URL = '/workers/transcoder.js';

/** Starts the worker with the transcoder in it; rejects where the browser or the relay does not let it run. */
function startWorker(source: string): Promise<Worker> {
  const worker = new Worker(WORKER_URL);
  return new Promise<Worker>((resolve, reject) => {
    worker.onmessage = () => resolve(worker);
    worker.onerror = event => {
      event.preventDefault();
      worker.terminate();
      reject(new Error(`compressed textures cannot be read here: ${event.message ?? 'no worker'}`));
    };
    worker.postMessage(source);
  });
}

/**
 * A loader of KTX2 textures whose worker runs under our policy. three makes its worker from a blob, which inherits the page's policy, and
 * then waits for ever. One worker; whoever asked disposes the loader, and the worker with it.
 */
export async function makeTextureLoader(renderer: WebGLRenderer): Promise<KTX2Loader> {
  const loader = new KTX2Loader().setWorkerLimit(1).detectSupport(renderer);
  try {
    await loader.init();
    const source = await new FileLoader().loadAsync(loader.workerSourceURL);
    const worker = await startWorker(String(source));
    const transcoderBinary = loader.transcoderBinary?.slice(0);
    if (!transcoderBinary) throw new Error('the transcoder was not loaded');
    worker.postMessage({ type: 'init', config: loader.workerConfig, transcoderBinary }, [transcoderBinary]);
    loader.workerPool.setWorkerCreator(() => worker);
    return loader;
  } catch (error) {
    loader.dispose();
    throw error;
  }
}
