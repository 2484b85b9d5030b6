/** Findings by arithmetic, without running anything: the rules, what they find in a scenario, their page. */
export type { Allowed } from './allow.ts';
export { type Linted, lint } from './lint.ts';
export type { Finding, Rule } from './rule.ts';
export { rules } from './rules/index.ts';
