import type { Signal } from '@preact/signals-core';
import type { AppError } from '../../shared/errors.ts';
import type { Notice, NoticeAction } from '../model/index.ts';
import { texts } from '../view/index.ts';

/**
 * What the person should know, until they dismiss it. One notice per id: saying the same thing again replaces
 * the old words.
 */
export interface Notices {
  say(notice: Omit<Notice, 'actions'> & { readonly actions?: readonly NoticeAction[] }): void;
  /** An error in its own words; the id is its code, so that a failing retry does not pile up. */
  report(error: AppError, actions?: readonly NoticeAction[]): void;
  dismiss(id: string): void;
}

export function createNotices(list: Signal<readonly Notice[]>): Notices {
  const say: Notices['say'] = notice => {
    const rest = list.value.filter(each => each.id !== notice.id);
    list.value = [...rest, { actions: [], ...notice }];
  };
  return {
    say,
    report: (error, actions = []) => {
      const { title, kept, advice } = texts.errors.describe(error);
      const lost = error.code.startsWith('disk/') || error.code === 'file/unreadable';
      say({ id: error.code, tone: lost ? 'loss' : 'waiting', title, detail: `${kept} ${advice}`, actions });
    },
    dismiss: id => {
      list.value = list.value.filter(each => each.id !== id);
    },
  };
}
