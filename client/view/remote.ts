import type { AppError } from '../../shared/errors.ts';
import type { DeviceTime } from '../../shared/time.ts';
import { texts } from './text/index.ts';

/** Whether a question to the relay did not get there: it is asked again by itself. */
export const isUnreachable = ({ code }: AppError): boolean =>
  code === 'api/unavailable' || code === 'link/offline';

/** An answer that is old or missing, in words. */
export interface StaleWords {
  readonly title: string;
  readonly detail: string;
}

/** `what` was asked for; `at`: when it was last answered, undefined for never. */
export function staleWords(error: AppError, what: string, at: DeviceTime | undefined): StaleWords {
  const { controls, errors, numbers } = texts;
  const { title, advice } = errors.describe(error);
  const known = at === undefined ? controls.relayHas(what) : controls.asOf(numbers.moment(at));
  return { title, detail: `${known} ${isUnreachable(error) ? controls.ASKED_AGAIN : advice}` };
}
