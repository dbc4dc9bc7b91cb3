import { effect, untracked } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { Actions, Model, SpaceState } from '../../model/index.ts';
import type { Notices } from '../notices.ts';

interface Means extends Pick<Actions, 'alignAgain' | 'prefer'> {
  readonly model: Model;
  readonly notices: Notices;
}

/**
 * Says what has come over the alignment, wherever the person is, until it is solved or they have put it away.
 * What keeps a session from being shown at all is not said so: the way to align it is what they see then.
 */
export function announceSpaceProblems({ model, notices, alignAgain, prefer }: Means): void {
  let known: AppError['code'] | undefined;

  /** That a browser keeps no anchors is no news the second time, and none to who has not aligned anything. */
  function isNews({ code }: AppError, space: SpaceState): boolean {
    if (space.state !== 'aligned') return false;
    if (code !== 'anchor/none') return true;
    if (space.quality.by === 'start' || model.preferences.peek().knowsNoAnchors) return false;
    prefer({ knowsNoAnchors: true });
    return true;
  }

  function say(problem: AppError): void {
    const { code } = problem;
    const again = () => {
      notices.dismiss(code);
      alignAgain();
    };
    notices.report(problem, code === 'anchor/none' ? [] : [{ label: 'Align again', run: again }]);
  }

  effect(() => {
    const space = model.space.value;
    const problem = space.state === 'unaligned' || space.state === 'aligned' ? space.problem : undefined;
    untracked(() => {
      if (problem?.code === known) return;
      if (known) notices.dismiss(known);
      known = problem?.code;
      if (problem && isNews(problem, space)) say(problem);
    });
  });
}
