import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { announceSimplifiedModels, createNotices } from '../../client/app/notices.ts';
import type { Notice } from '../../client/model/index.ts';

describe('models that are drawn simpler', () => {
  it('[APP-34] are said to be, once, until they no longer are; who has read it is not told again', () => {
    const list = signal<readonly Notice[]>([]);
    const notices = createNotices(list);
    const tell = announceSimplifiedModels(notices);
    const titles = (): string[] => list.value.map(({ title }) => title);
    tell(0);
    expect(titles()).toEqual([]);
    for (const models of [2, 2, 1]) tell(models);
    expect(titles()).toEqual(['Shown simpler so that headsets stay smooth']);
    notices.dismiss(list.value[0]?.id ?? '');
    tell(3);
    expect(titles()).toEqual([]);
    for (const models of [0, 1]) tell(models);
    expect(titles()).toHaveLength(1);
    tell(0);
    expect(titles()).toEqual([]);
  });
});
