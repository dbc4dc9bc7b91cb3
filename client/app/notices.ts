import type { Signal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';
import type { Notice, NoticeAction } from '../model/index.ts';
import { texts } from '../view/index.ts';

/**
 * Messages to the person, shown until dismissed. One notice per id: a later one with the same id replaces the
 * earlier.
 */
export interface Notices {
  show(notice: Omit<Notice, 'actions'> & { readonly actions?: readonly NoticeAction[] }): void;
  /** An error in its own words; the id is its code, so that a failing retry does not pile up. */
  report(error: AppError, actions?: readonly NoticeAction[]): void;
  dismiss(id: string): void;
}

export function createNotices(list: Signal<readonly Notice[]>): Notices {
  const without = (id: string): readonly Notice[] => list.peek().filter(each => each.id !== id);
  const show: Notices['show'] = notice => {
    list.value = [...without(notice.id), { actions: [], ...notice }];
  };
  return {
    show,
    report: (error, actions = []) => {
      const { title, kept, advice } = texts.errors.describe(error);
      const isLoss = error.code.startsWith('disk/') || error.code === 'file/unreadable';
      show({
        id: error.code,
        tone: isLoss ? 'loss' : 'waiting',
        title,
        detail: `${kept} ${advice}`,
        actions,
      });
    },
    dismiss: id => {
      list.value = without(id);
    },
  };
}

/**
 * Shows a notice when something fails that was not expected to: a promise that nobody awaits, a listener. The
 * console has the details. Expected failures are values and never come here.
 */
export function reportUnexpectedErrors(notices: Notices): void {
  const report = (): void => notices.report({ code: 'app/bug' });
  window.addEventListener('unhandledrejection', report);
  // Browsers also report harmless things this way, without an error.
  window.addEventListener('error', event => event.error && report());
}

const SIMPLIFIED = 'shown-simpler';

/**
 * Returns a function that takes how many models are drawn simpler than they are. It shows a notice when there
 * begin to be some, and dismisses it when there are none.
 */
export function announceSimplifiedModels(notices: Notices): (models: number) => void {
  let before = 0;
  return models => {
    if (models > 0 && before === 0)
      notices.show({ id: SIMPLIFIED, tone: 'info', ...texts.notices.SIMPLIFIED });
    else if (models === 0 && before > 0) notices.dismiss(SIMPLIFIED);
    before = models;
  };
}
