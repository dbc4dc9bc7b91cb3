import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionService } from '../../client/model/index.ts';
import { createToast, takePicture } from '../../client/view/index.ts';
import { quietService } from '../ui/preview/service.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const session = (takeScreenshot: SessionService['takeScreenshot']) => ({
  service: quietService({ takeScreenshot }),
});

describe('what has just been done', () => {
  it('[UI-39] is said for a moment; what is said again stays as long as the first time', () => {
    const { words, show } = createToast();
    show('done');
    vi.advanceTimersByTime(3_000);
    show('done');
    vi.advanceTimersByTime(3_000);
    expect(words.value).toBe('done');
    vi.advanceTimersByTime(1_001);
    expect(words.value).toBeUndefined();
  });

  it('[UI-39] a picture is said to be taken where it is, and only there', async () => {
    const toast = createToast();
    await takePicture(
      session(async () => false),
      toast,
    );
    expect(toast.words.value).toBeUndefined();
    await takePicture(
      session(async () => true),
      toast,
    );
    expect(toast.words.value).toMatch(/^Picture taken/);
  });
});
