import type { TOKENS } from '../../model/index.ts';

export type Theme = keyof typeof TOKENS;
