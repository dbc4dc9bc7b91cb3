/** What does not hold yet, so that it grows no more. */

/** Files with a function that is two ideas. */
export const LONG_FUNCTIONS_IN: readonly string[] = [];

/** Names that mean two things. */
export const DOUBLE_NAMES: readonly string[] = [];
