import type { ReadonlySignal } from '@preact/signals-core';

/** A value that may change while it is shown. */
export type Live<T> = ReadonlySignal<T>;

/** The value now; inside an effect or a computed, whoever reads it is told of the next one. */
export const current = <T extends string | number>(value: Live<T> | T): T =>
  typeof value === 'object' ? value.value : value;
