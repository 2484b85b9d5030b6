/** The door of verification: what there is to check, and checking it. */
export { type Check, catalog, checkNames, checksNamed, GROUPS } from './catalog.ts';
export {
  allHold,
  type ClaimFinding,
  type Finding,
  type LawFinding,
  type MachineFinding,
  type TheoryFinding,
  type Verification,
} from './findings.ts';
export { verificationPage } from './page.ts';
export { DEFAULT_SEED, type Step, type VerifyOptions, verify } from './verify.ts';
