/** The door of the simulator: compile a spec to a plan, run the plan, read what happened. */
export { type BalancerSpec, balancerOf, balancers } from './balancer/index.ts';
export { brokers } from './broker/index.ts';
// For those who read a spec without running it.
export { type DistributionSpec, distributions, type Quantile, toQuantile } from './dist/index.ts';
export { type Fact, type FactKind, factsOf, sayFact } from './facts.ts';
export { exampleSystem, type FaultName, faults } from './fault/index.ts';
export { type FootprintItem, footprintOf } from './footprint.ts';
export { areaBetween, valueAt } from './machine/curve.ts';
export type { Condition, Plan } from './machine/plan.ts';
export type { Standing } from './machine/standing.ts';
export { metricCatalog, metricNamed } from './metrics.ts';
export {
  actsOf,
  attemptsOf,
  type Books,
  breaksOfLittle,
  breaksOfPresence,
  callsOf,
  type FailureCount,
  gaugesOf,
  Interval,
  JOURNAL_KINDS,
  type JournalFact,
  type JournalFactKind,
  type JournalKind,
  type Mark,
  type MetricEntry,
  type MetricUnit,
  MORE_SERIES,
  type MoreSeries,
  type NamedSubject,
  type Subject,
  type SubjectKind,
  subjectsOf,
  type Trace,
  type TurnWatcher,
  type WindowedKind,
} from './observe/index.ts';
export { isDivided, losesPhases, PHASES, type Phase, type PhaseName, phaseNamesOf } from './phases.ts';
export { type Compiled, compile, type Problem } from './plan/compile.ts';
export { faultFits } from './plan/fault-fits.ts';
export { countedBy, faultKind, faultNameOf, mayRamp } from './plan/faults.ts';
export { linkBetween } from './plan/network.ts';
export type { PushedParameter } from './plan/pushed.ts';
export { type SettableParameter, settableAt } from './plan/settable.ts';
export { type WrittenPolicy, writtenGates, writtenPolicies } from './plan/written.ts';
export { type ChainPreset, chains, policies, policyNamed, SYSTEMS, type SystemName } from './policy/index.ts';
export { pushable } from './policy/pushes.ts';
export { type Command, EVENTS_MOST, type FaultState, type Moment, Run, type RunOptions } from './run.ts';
export type { CallerSpec, ServiceSpec, Step } from './spec/index.ts';
export {
  ejectionPresets,
  type FaultSpec,
  faultField,
  parseSystem,
  type SystemSpec,
  systemShape,
} from './spec/index.ts';
export type { Directory } from './terms/directory.ts';
export { placeOf, ruleOf } from './terms/effects.ts';
export { REASON_WORDS } from './terms/health.ts';
export { CAUSES, type EndingParts, OUTCOMES, type OutcomeName, partsOf } from './terms/outcomes.ts';
export {
  FELL_BACK,
  HALF_OPEN_BREAKERS,
  HEALTH,
  OPEN_BREAKERS,
  RETRY_WITHHELD,
  TURNED_BACK,
} from './terms/policies.ts';
export { parseReplayCsv, workloads } from './workload/index.ts';
