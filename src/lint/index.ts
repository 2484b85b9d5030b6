/** Findings by arithmetic, without running anything: the rules, what they find in a scenario, their page. */
export { type Linted, lint } from './lint.ts';
export { lintsPage } from './page.ts';
export { rules } from './rules/index.ts';
