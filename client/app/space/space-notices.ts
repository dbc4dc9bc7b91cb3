import { effect, untracked } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { Actions, Model, SpaceState } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { Notices } from '../notices.ts';

interface SpaceNoticesOptions extends Pick<Actions, 'alignAgain' | 'prefer'> {
  readonly model: Model;
  readonly notices: Notices;
}

/**
 * Shows a notice for a problem of the alignment, until it is solved or dismissed. A problem that keeps the
 * session from being shown at all has none: the person sees the way to align it then.
 */
export function announceSpaceProblems({ model, notices, alignAgain, prefer }: SpaceNoticesOptions): void {
  let known: AppError['code'] | undefined;

  /** That a browser keeps no anchors is no news the second time, and none before anything was aligned. */
  function isNews({ code }: AppError, space: SpaceState): boolean {
    if (space.state !== 'aligned') return false;
    if (code !== 'anchor/none') return true;
    if (space.quality.by === 'start' || model.preferences.peek().knowsNoAnchors) return false;
    prefer({ knowsNoAnchors: true });
    return true;
  }

  function announce(problem: AppError): void {
    const { code } = problem;
    const again = () => {
      notices.dismiss(code);
      alignAgain();
    };
    notices.report(
      problem,
      code === 'anchor/none' ? [] : [{ label: texts.notices.ACTIONS.align, run: again }],
    );
  }

  effect(() => {
    const space = model.space.value;
    const problem = space.state === 'unaligned' || space.state === 'aligned' ? space.problem : undefined;
    untracked(() => {
      if (problem?.code === known) return;
      if (known) notices.dismiss(known);
      known = problem?.code;
      if (problem && isNews(problem, space)) announce(problem);
    });
  });
}
