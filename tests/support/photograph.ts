import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { REPOSITORY } from '../architecture/source.ts';

/**
 * Keeps what a page looks like now as `tests/pictures/<name>.png`, for people to look at; git does not keep
 * it.
 */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(REPOSITORY, 'tests/pictures', `${name}.png`) });
}
