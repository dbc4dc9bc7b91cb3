export { judge, judgeImport, type Verdict } from './gate.ts';
export type { Owner } from './state.ts';
