/**
 * Instructions: what an operation compiles to. Four ints each: code, two operands, and a salt that
 * names the step for keyed luck (so inserting a step leaves the luck of the others alone).
 */
export const STRIDE = 4;

/** a: sampler. Computes for a drawn time, in the slot and on the cores. */
export const WORK = 0;
/** a: sampler. Waits for a drawn time; computes nothing. */
export const SLEEP = 1;
/** a: call site. Calls and waits; a failure ends the operation. */
export const CALL = 2;
/** a: call site. Calls and does not wait; nobody learns how it ends. */
export const NOTIFY = 3;
/** a: first of b entries in the branch table (call site, or ~pc of a strand). Waits for all. */
export const PARALLEL = 4;
/** a: first of b entries in the choice table (cumulative share as a 32-bit threshold, pc). */
export const BRANCH = 5;
/** a: pc. */
export const JUMP = 6;
/** a: pc to go back to, b: index of the share with which it does. */
export const LOOP = 7;
/** a: index of the share with which the operation ends in an error here. */
export const FAIL = 8;
/** End of a strand. */
export const STRAND_ENDS = 9;
/** End of the operation: answers the caller. */
export const ANSWER = 10;
