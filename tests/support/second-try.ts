import type { Reporter } from 'vitest/node';

/** Ends a run with how many tests passed and failed, and which of them passed only at the second try. */
export const secondTry: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap(module => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter(test => test.result().state === state).length;
    const flaky = tests.filter(test => test.diagnostic()?.flaky);
    for (const test of flaky)
      console.log(`Passed only at the second try: ${test.module.relativeModuleId} > ${test.fullName}`);
    console.log(`${count('passed')} passed, ${count('failed')} failed, ${flaky.length} at the second try`);
  },
};
