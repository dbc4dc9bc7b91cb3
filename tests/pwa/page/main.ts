import { effect, signal } from '@preact/signals-core';
import type { PwaState } from '../../../client/model/index.ts';
import { registerWorker } from '../../../client/pwa/index.ts';
import '../../../client/ui/styles/index.css';

declare const TEST_VERSION: string;

/** The entry of the PWA tests: registers the app and says what it says. */
const pwa = signal<PwaState>({ state: 'preparing' });
const registration = registerWorker(pwa);

const page = { version: TEST_VERSION, pwa, update: () => registration.update(), states: [] as string[] };
effect(() => {
  page.states.push(pwa.value.state);
});

export type PwaPage = typeof page;

declare global {
  interface Window {
    pwaPage: PwaPage;
  }
}

window.pwaPage = page;
