import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Frame } from '../../../shared/frame.ts';
import type { Participant, SessionDocument } from '../../../shared/session/index.ts';

/** The signals of a document that screens read beside its objects. */
export interface DocumentSignals {
  readonly name: ReadonlySignal<string>;
  readonly participants: ReadonlySignal<readonly Participant[]>;
  /** Oldest first. */
  readonly frames: ReadonlySignal<readonly Frame[]>;
  stop(): void;
}

/** `fallback`: the name until the document has one. */
export function createDocumentSignals(document: SessionDocument, fallback: string): DocumentSignals {
  const framesOf = (): readonly Frame[] =>
    [...document.frames.values()].sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.id < b.id ? -1 : 1));
  const name = signal(document.settings.name || fallback);
  const participants = signal(document.participants);
  const frames = signal(framesOf());
  const stop = document.subscribe(changes => {
    for (const change of changes) {
      if (change.type === 'settings-changed' && change.settings.name) name.value = change.settings.name;
      if (change.type === 'participants-changed') participants.value = document.participants;
      if (change.type === 'frames-changed') frames.value = framesOf();
    }
  });
  return { name, participants, frames, stop };
}
