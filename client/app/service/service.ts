import { computed, effect, signal, untracked } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import type { Link, SessionApi } from '../../link/index.ts';
import type { Screenshot, SessionService } from '../../model/index.ts';
import { createActivity } from './activity.ts';
import { keepHeartbeat } from './heartbeat.ts';
import type { Question } from './remote.ts';
import { createSharing } from './sharing.ts';

export interface ServiceOptions {
  readonly api: SessionApi;
  readonly link: Link;
  /** Tells the person what could not be done. */
  readonly report: (error: AppError) => void;
  readonly attention: () => 'here' | 'away';
  /** What the person sees now; undefined where nothing is drawn. */
  readonly picture: () => Promise<Blob | undefined>;
  /** Offers a file. */
  readonly download: (blob: Blob, name: string) => void;
}

/** The open session's service, and how to end it. */
export interface LiveService {
  readonly service: SessionService;
  close(): void;
}

export function createService(options: ServiceOptions): LiveService {
  const { api, link, report, attention } = options;
  const sharing = createSharing(api, report);
  const activity = createActivity(api);
  const questions: Record<'members' | 'shares' | 'analytics' | 'activity', Question<unknown>> = {
    members: sharing.members,
    shares: sharing.shares,
    analytics: activity.analytics,
    activity: activity.activity,
  };

  /** The relay's word may be another: after a time without it, and with every new standing. */
  const isLive = computed(() => link.state.value.state === 'live');
  const stopFollowing = effect(() => {
    link.standing.value;
    if (!isLive.value) return;
    untracked(() => {
      for (const each of Object.values(questions)) void each.refreshIfAsked();
    });
  });
  const stopHeartbeat = keepHeartbeat({ api, link, attention });

  return {
    service: {
      standing: link.standing,
      ...sharing.service,
      ...activity.service,
      screenshots: signal<readonly Screenshot[]>([]),
      refresh: async what => {
        if (what !== 'screenshots') await questions[what].refresh();
      },
      takeScreenshot: async () => {
        const picture = await options.picture();
        if (picture) options.download(picture, `AI Frame ${new Date().toISOString().slice(0, 19)}.png`);
        else report({ code: 'scene/no-webgl' });
      },
      screenshotUrl: async () => undefined,
      archive: async () => {
        const archived = await api.archive();
        if (!archived.ok) report(archived.error);
      },
      deleteEverywhere: async () => {
        const deleted = await api.deleteEverywhere();
        if (!deleted.ok) report(deleted.error);
      },
    },
    close: () => {
      stopFollowing();
      stopHeartbeat();
    },
  };
}
