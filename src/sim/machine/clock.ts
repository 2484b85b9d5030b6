/** Cells of `world.clock`. */
export const NOW = 0;
/** Events handled so far. */
export const EVENTS = 1;
/** Requests offered so far; the next one's ROOT. */
export const ROOTS = 2;
/** What was looked through beyond the events themselves, in events' worth. */
export const TOIL = 3;
