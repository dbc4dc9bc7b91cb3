import type { UserId } from '../../../shared/ids.ts';
import { mayWrite } from '../../../shared/session/index.ts';
import type { Link } from '../../link/index.ts';
import type { Profile } from '../../model/index.ts';
import type { Editing } from '../editing/editing.ts';

export interface IntroductionOptions {
  readonly editing: Editing;
  readonly link: Link;
  readonly user: UserId;
  readonly profile: Profile;
  /**
   * True where the session may be written to before the relay has said what is there: not where it is new to
   * this device, which it also is for a host who deleted it here.
   */
  readonly isKnown: boolean;
}

/** This person's name and colour among the session's participants, written as soon as that is permitted. */
export class Introduction {
  readonly #options: IntroductionOptions;
  #profile: Profile;
  #mayWrite: boolean;

  constructor(options: IntroductionOptions) {
    this.#options = options;
    this.#profile = options.profile;
    this.#mayWrite = options.isKnown;
  }

  start(): void {
    this.#write();
    if (this.#mayWrite) return;
    void this.#options.link.synced.then(() => {
      this.#mayWrite = true;
      this.#write();
    });
  }

  change(profile: Profile): void {
    this.#profile = profile;
    this.#write();
  }

  /** After a rebase. `isRefused`: the relay does not take it, and would refuse it again and again. */
  repeat(isRefused: boolean): void {
    if (isRefused) this.#mayWrite = false;
    this.#write();
  }

  #write(): void {
    const { editing, link, user } = this.#options;
    if (!this.#mayWrite || !mayWrite(link.role.peek(), 'participants')) return;
    const intent = { type: 'introduce-participant', id: user, ...this.#profile } as const;
    editing.apply({ intents: [intent], gesture: undefined });
  }
}
