import { effect } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { NoticeAction } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { downloadSession } from '../download.ts';
import type { Notices } from '../notices.ts';
import { isRefusalOfEdits } from '../rebase/refusals.ts';
import type { LiveSession } from './session.ts';

const UNDO_LOST = 'undo-begins-again';
/** The id of the notice that asks before edits are lost. */
const LEAVING = 'leaving';

export const announceLostUndo = (notices: Notices): void =>
  notices.show({ id: UNDO_LOST, tone: 'info', ...texts.notices.UNDO_LOST });

/** Asks before edits are lost that are in this tab's memory only. */
export const askBeforeLeaving = (notices: Notices, session: LiveSession, leave: () => void): void =>
  notices.show({
    id: LEAVING,
    tone: 'loss',
    ...texts.notices.UNSAVED,
    actions: [saveCopyOf(session), { label: texts.notices.ACTIONS.leave, run: leave }],
  });

/**
 * Shows failures of the open session's disk and link, with what can be done about them, and dismisses them
 * once they are over. Returns the way to stop, which dismisses all of them.
 */
export function announceSessionProblems(session: LiveSession, notices: Notices): () => void {
  const { ACTIONS } = texts.notices;
  const disk = shownError(notices, [
    { label: ACTIONS.retry, run: () => void session.retryDisk() },
    saveCopyOf(session),
  ]);
  const link = shownError(notices, [
    { label: ACTIONS.reconnect, run: () => session.link.reconnect() },
    saveCopyOf(session),
  ]);
  let hasFailed = false;
  const stops = [
    effect(() => {
      const state = session.disk.state.value;
      disk.show(state.state === 'failed' ? state.error : undefined);
      if (hasFailed && state.state !== 'failed') notices.dismiss(LEAVING);
      hasFailed = state.state === 'failed';
    }),
    effect(() => {
      const state = session.link.state.value;
      link.show(state.state === 'refused' && !isRefusalOfEdits(state.error) ? state.error : undefined);
    }),
    () => disk.show(undefined),
    () => link.show(undefined),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const id of [LEAVING, UNDO_LOST]) notices.dismiss(id);
  };
}

/** At most one notice at a time: that of the latest error. */
function shownError(notices: Notices, actions: readonly NoticeAction[]) {
  let code: AppError['code'] | undefined;
  return {
    show: (error: AppError | undefined): void => {
      if (error?.code === code) return;
      if (code) notices.dismiss(code);
      code = error?.code;
      if (error) notices.report(error, actions);
    },
  };
}

const saveCopyOf = ({ document, open }: LiveSession): NoticeAction => ({
  label: texts.notices.ACTIONS.saveCopy,
  run: () => downloadSession(document, open.name.peek()),
});
