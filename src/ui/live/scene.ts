/**
 * What there is to see in one frame, as plain data: gathered from the session and the state of the
 * screen, and kept as long as it is still true. Numbers that nobody could read faster are not
 * computed faster.
 */
import { type FaultSpan, faultSpans } from '../../present/fault-spans.ts';
import {
  type EdgeNow,
  FAILING,
  type LineNow,
  lineNow,
  loadReasons,
  type NodeNow,
  nodeNow,
  type Reason,
  worstEdges,
} from '../../present/live.ts';
import { serviceSeries, type UserSeries, userSeries } from '../../present/live-series.ts';
import { type MapNode, mapOf, type SystemMap } from '../../present/map.ts';
import { type ReplicaNow, replicasNow } from '../../present/replicas.ts';
import { edgeSigns, type Sign, serviceSigns } from '../../present/signs.ts';
import type { Spell } from '../../present/spells.ts';
import { inListOrder } from '../../present/trouble.ts';
import type { Directory, Interval, Plan, PushedParameter } from '../../sim/index.ts';
import type { Session } from './session.ts';
import type { State } from './state.ts';

export interface Scene {
  readonly title: string;
  readonly plan: Plan;
  readonly map: SystemMap;
  readonly state: State;
  readonly seed: string;
  readonly ascii: boolean;
  /** ns */
  readonly now: number;
  /** At its end, or stopped. */
  readonly isOver: boolean;
  /** It had to stop before its end. */
  readonly isStopped: boolean;
  /** It stands still as long as a dialog is open. */
  readonly isHeld: boolean;
  /** On its way to an instant, after which it stands. */
  readonly isSeeking: boolean;
  /** Simulated seconds a second, as it turns out. */
  readonly speed: number;
  readonly events: number;
  readonly frame: number;
  readonly nodes: ReadonlyMap<string, NodeNow>;
  /** The nodes as the list has them: who is worse off comes first. */
  readonly order: readonly MapNode[];
  /** By `lineKey`. */
  readonly lines: ReadonlyMap<string, LineNow>;
  /** What takes part besides load and queues, by node and by edge; absent where nothing does. */
  readonly signs: ReadonlyMap<string, readonly Sign[]>;
  readonly edgeSigns: ReadonlyMap<number, readonly Sign[]>;
  /** The edges worth a row, worst first; of the selected node only, when there is one. */
  readonly edges: readonly EdgeNow[];
  /** The replicas of the one that is looked at closely, where it has several. */
  readonly replicas: readonly ReplicaNow[];
  /** What was pushed to the one that is looked at closely, and to the calls beside it, by edge. */
  readonly pushes: readonly PushedParameter[];
  readonly edgePushes: ReadonlyMap<number, readonly PushedParameter[]>;
  /** Why requests were no good: of the selected load; where nothing is selected, of the one that is worst off. */
  readonly reasons: readonly Reason[];
  /** Its name, where there is something to say. */
  readonly reasonsOf: string | undefined;
  readonly series: UserSeries | undefined;
  readonly seriesOf: string | undefined;
  readonly spans: readonly FaultSpan[];
  readonly spells: readonly Spell[];
}

export const lineKey = (from: string, to: string): string => `${from} ${to}`;

export interface SceneOptions {
  readonly title: string;
  readonly ascii: boolean;
}

/** ms on the wall between two looks at the numbers. */
const LOOK_EVERY = 150;

export class SceneMaker {
  readonly map: SystemMap;
  private readonly session: Session;
  private readonly options: SceneOptions;
  private readonly clock: () => number;
  private numbers:
    | Pick<
        Scene,
        | 'nodes'
        | 'order'
        | 'lines'
        | 'edges'
        | 'signs'
        | 'edgeSigns'
        | 'replicas'
        | 'pushes'
        | 'edgePushes'
        | 'reasons'
        | 'reasonsOf'
      >
    | undefined;
  private numbersFor = '';
  private lookedAt = Number.NEGATIVE_INFINITY;
  private series: UserSeries | undefined;
  private seriesFor = '';
  private frame = 0;

  constructor(session: Session, options: SceneOptions, clock: () => number) {
    this.session = session;
    this.options = options;
    this.clock = clock;
    this.map = mapOf(session.plan.directory);
  }

  nodeOf(id: string | undefined): MapNode | undefined {
    return id === undefined ? undefined : this.map.nodes.find((node) => node.id === id);
  }

  make(state: State): Scene {
    const { session } = this;
    const { run, plan } = session;
    this.frame++;
    this.lookAgain(state);
    const selected = this.nodeOf(state.selected);
    const close = state.isClose && selected?.kind === 'service' ? selected : undefined;
    this.seriesAgain(close);
    return {
      title: this.options.title,
      ascii: this.options.ascii,
      plan,
      map: this.map,
      state,
      seed: session.seed,
      now: run.now,
      isOver: session.isOver,
      isStopped: session.stop !== undefined,
      isHeld: state.dialog !== undefined,
      isSeeking: session.goal !== undefined,
      speed: session.speed,
      events: run.events,
      frame: this.frame,
      ...(this.numbers as NonNullable<typeof this.numbers>),
      series: this.series,
      seriesOf: close?.name,
      spans: faultSpans(run),
      spells: session.spells.all,
    };
  }

  private lookAgain(state: State): void {
    const { session } = this;
    const { run } = session;
    const { directory } = session.plan;
    const what = `${session.seed} ${state.selected} ${state.isClose}`;
    const isStill = state.isPaused || state.dialog !== undefined || session.isOver;
    const key = isStill ? `${what} ${session.run.events} ${session.run.now}` : what;
    const time = this.clock();
    if (
      this.numbers !== undefined &&
      key === this.numbersFor &&
      (isStill || time - this.lookedAt < LOOK_EVERY)
    )
      return;
    this.numbersFor = key;
    this.lookedAt = time;
    const interval = session.look();
    const selected = this.nodeOf(state.selected);
    const mine =
      selected === undefined
        ? directory.edges.map((_, edge) => edge)
        : [
            ...new Set(
              this.map.lines.flatMap(({ from, to, edges }) =>
                from === selected.id || to === selected.id ? edges : [],
              ),
            ),
          ];
    const nodes = new Map(this.map.nodes.map((node) => [node.id, nodeNow(interval, node)]));
    const asking = selected ?? worstLoad(this.map.nodes, nodes);
    const { nodes: signs, edges: edgeSigns } = this.signsIn(interval);
    const close = state.isClose && selected?.kind !== 'queue' ? selected : undefined;
    this.numbers = {
      nodes,
      signs,
      edgeSigns,
      order: inListOrder(this.map.nodes, nodes),
      lines: new Map(this.map.lines.map((line) => [lineKey(line.from, line.to), lineNow(interval, line)])),
      edges: worstEdges(interval, mine),
      replicas:
        state.isClose && hasReplicas(directory, selected)
          ? replicasNow(interval, selected.index, (each) => run.standingOf(each))
          : [],
      pushes: close === undefined ? [] : run.pushedAt(close.name),
      edgePushes: new Map(
        close === undefined
          ? []
          : mine.map((edge) => [edge, run.pushedAt(directory.edges[edge].name)] as const),
      ),
      reasons: asking?.kind === 'load' ? loadReasons(interval, asking.index) : [],
      reasonsOf: asking?.kind === 'load' ? asking.name : undefined,
    };
  }

  private signsIn(interval: Interval) {
    const { plan, run } = this.session;
    const nodes = new Map<string, readonly Sign[]>();
    const edges = new Map<number, readonly Sign[]>();
    for (const { id, kind, index } of this.map.nodes) {
      const signs =
        kind === 'service' ? serviceSigns(interval, plan, index, (each) => run.standingOf(each)) : [];
      if (signs.length > 0) nodes.set(id, signs);
    }
    for (let edge = 0; edge < plan.directory.edges.length; edge++) {
      const signs = edgeSigns(interval, edge);
      if (signs.length > 0) edges.set(edge, signs);
    }
    return { nodes, edges };
  }

  private seriesAgain(close: MapNode | undefined): void {
    const { run } = this.session;
    const key = `${run.seed} ${run.windows?.count} ${run.windows?.width} ${close?.id}`;
    if (key === this.seriesFor) return;
    this.seriesFor = key;
    this.series = close === undefined ? userSeries(run) : serviceSeries(run, close.index);
  }
}

function hasReplicas({ services }: Directory, node: MapNode | undefined): node is MapNode {
  return node?.kind === 'service' && services[node.index].replicas > 1;
}

/** The load of whose requests most fail, if so many do that it counts as failing. */
function worstLoad(nodes: readonly MapNode[], now: ReadonlyMap<string, NodeNow>): MapNode | undefined {
  const failing = ({ id }: MapNode): number => now.get(id)?.failing ?? 0;
  const [worst] = nodes
    .filter((node) => node.kind === 'load' && failing(node) >= FAILING)
    .sort((a, b) => failing(b) - failing(a));
  return worst;
}
