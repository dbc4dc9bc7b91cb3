export { type GateVerdict, judge, judgeImport } from './gate.ts';
export type { ClientOwner } from './state.ts';
