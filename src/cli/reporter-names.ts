/** The reports there are, as `--reporter` names them: of runs, and of a check. */
export const REPORTERS = ['text', 'json', 'junit', 'markdown', 'github'] as const;
export type ReporterName = (typeof REPORTERS)[number];

export const CHECK_REPORTERS = ['text', 'github'] as const;
