/** What a pipeline learns from the exit code alone. Part of the interface: see `knockon run --help`. */
export const HELD = 0;
export const FAILED = 1;
/** Wrong usage, or a scenario with mistakes in it. */
export const WRONG = 2;
export const OVER_BUDGET = 3;
/** Our mistake (EX_SOFTWARE of sysexits.h). */
export const OURS = 70;
export const INTERRUPTED = 130;
export const TERMINATED = 143;
