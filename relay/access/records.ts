import type { RelayStore } from '../../shared/ports.ts';

/** The part of a store that access needs: records, no documents. */
export type RecordStore = Pick<RelayStore, 'get' | 'put' | 'write' | 'list'>;
