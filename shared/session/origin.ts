import type { Transaction } from 'yjs';

/**
 * Where an update of a session's document comes from.
 *
 *     local   this tab: an edit, its undo, or what the app writes by itself
 *     store   the device's disk
 *     tab     another tab of this device, which sees to saving it: an edit there, or what its relay sent
 *     relay   this tab's relay
 *     import  a session file
 */
export type Origin =
  | { readonly from: 'local' | 'store' | 'relay' | 'import' }
  | { readonly from: 'tab'; readonly brings: TabUpdate };

/** How an update got into another tab: a person's edit there, or that tab's relay. */
export type TabUpdate = 'edit' | 'relay';

/** The origins to name in a transaction; local ones name none of these. */
export const ORIGINS = {
  store: { from: 'store' },
  relay: { from: 'relay' },
  import: { from: 'import' },
  tab: { edit: { from: 'tab', brings: 'edit' }, relay: { from: 'tab', brings: 'relay' } },
} as const satisfies Record<string, Origin | Record<TabUpdate, Origin>>;

const LOCAL: Origin = { from: 'local' };
const NAMED: readonly Origin[] = [
  ORIGINS.store,
  ORIGINS.relay,
  ORIGINS.import,
  ...Object.values(ORIGINS.tab),
];

export const updateOrigin = ({ origin }: Pick<Transaction, 'origin'>): Origin =>
  NAMED.find(each => each === origin) ?? LOCAL;

/** Whether a person of this device made it: Yjs takes only what is local for that. */
export const isEdit = (origin: Origin): boolean =>
  origin.from === 'tab' ? origin.brings === 'edit' : origin.from === 'local' || origin.from === 'import';

/** Whether the relay has it. */
export const isOnRelay = (origin: Origin): boolean =>
  origin.from === 'tab' ? origin.brings === 'relay' : origin.from === 'relay';
