/** Which calls hurt, how, and where does it begin? The worst edges, or those of the selected one. */
import { type Cells, fitText, STYLE, type Style, textColumns } from '../../draw/index.ts';
import { edgePolicies } from '../../present/edge-policies.ts';
import { type EdgeNow, FAILING, type NodeNow, type Reason, sayReasonsWhere } from '../../present/live.ts';
import type { MapNode } from '../../present/map.ts';
import { sayPushed, sayPushes } from '../../present/say-pushed.ts';
import { narrow, sayDepth, sayFactor } from '../../present/words.ts';
import { glyphOf, HEALTH, type Mark, replicaMark, STANDING } from './glyphs.ts';
import type { Scene } from './scene.ts';

const { sayCount, sayLength, sayRate, sayShare } = narrow;

/** Right edges of the number columns, counted from the right edge of the names; and where the last one ends. */
const LOOSE = { calls: 8, tries: 15, p99: 23, failing: 30, all: 31 } as const;
/** The same where every column counts. */
const TIGHT = { calls: 7, tries: 13, p99: 19, failing: 24, all: 25 } as const;
/** Kept for the reasons, if the names have to be cut for it. */
const REASONS = 18;
/** In fewer columns they say nothing. */
const REASONS_LEAST = 8;

/** Below this width names come before reasons; below the other, reasons before air between the numbers. */
const NARROW = 76;
const AIRY = 100;

/** Rows that would show everything there is to say. */
export function tableRows(scene: Scene): number {
  return 1 + factRows(scene) + Math.max(1, scene.edges.length);
}

/** Who is looked at closely has as many rows whatever there is to say just now: the rows below stand still. */
function factRows({ state, reasons, replicas }: Scene): number {
  if (state.selected === undefined) return reasons.length > 0 ? 1 : 0;
  return state.isClose ? (replicas.length > 0 ? 3 : 2) : 0;
}

/** Columns of the head over the calls, with a blank before it. */
const HEAD = 6;

export function paintTable(cells: Cells, scene: Scene): void {
  const { ascii } = scene;
  const node = scene.map.nodes.find(({ id }) => id === scene.state.selected);
  const title = node === undefined ? 'worst calls' : `calls of ${node.name}`;
  const columns = cells.width < AIRY ? TIGHT : LOOSE;
  const room = cells.width - columns.all - (cells.width < NARROW ? 1 : REASONS);
  // The title ends where the first head begins, which stands to the right of the names.
  const wanted = Math.max(
    textColumns(title) + 3 - (columns.calls - HEAD),
    ...scene.edges.map(({ name }) => textColumns(name) + 2),
  );
  const names = Math.max(12, Math.min(wanted, room));
  cells.fill(0, 0, cells.width, 1, ascii ? '-' : '─', STYLE.dim);
  cells.write(1, 0, ` ${fitText(title, names + columns.calls - HEAD - 3, ascii)} `, STYLE.strong);
  const head = (right: number, text: string): void =>
    cells.writeRight(names + right + 1, 0, ` ${text} `, STYLE.dim);
  head(columns.calls, 'calls');
  head(columns.tries, 'tries');
  head(columns.p99, 'p99');
  head(columns.failing, 'fail');
  if (cells.width - names - columns.all >= REASONS_LEAST + 2)
    cells.write(
      names + columns.all,
      0,
      scene.state.isClose && cells.width >= AIRY ? ' why, policies ' : ' why ',
      STYLE.dim,
    );
  let y = 1;
  const facts = node === undefined ? usersFacts(scene) : scene.state.isClose ? factsAbout(node, scene) : [];
  for (const { text, style } of facts) {
    if (y < cells.height) cells.write(1, y, fitText(text, cells.width - 2, ascii), style);
    y++;
  }
  for (const edge of scene.edges) {
    if (y >= cells.height) break;
    paintEdge(cells, y, edge, { ...columns, names }, scene);
    y++;
  }
  if (scene.edges.length === 0 && y < cells.height) cells.write(1, y, 'no calls yet', STYLE.dim);
}

type Columns = { readonly names: number } & Readonly<Record<keyof typeof LOOSE, number>>;

function paintEdge(cells: Cells, y: number, edge: EdgeNow, columns: Columns, scene: Scene): void {
  const { ascii, edgeSigns } = scene;
  const { names } = columns;
  const isFailing = edge.failing >= FAILING;
  const isIdle = edge.calls === 0 && edge.begun === 0;
  const plain = isIdle ? STYLE.dim : STYLE.plain;
  const bad = isFailing ? STYLE.fail : plain;
  cells.write(1, y, fitText(edge.name, names - 1, ascii), bad);
  cells.writeRight(names + columns.calls, y, sayRate(edge.calls), plain);
  const again = edge.tries >= 1.05 ? STYLE.warn : plain;
  cells.writeRight(names + columns.tries, y, sayFactor(edge.tries, ascii ? 'x' : '×'), again);
  cells.writeRight(names + columns.p99, y, sayLength(edge.p99), plain);
  const failing = edge.calls === 0 ? Number.NaN : edge.failing;
  cells.writeRight(names + columns.failing, y, sayShare(failing), bad);
  const room = cells.width - names - columns.all - 2;
  const signs = edgeSigns.get(edge.edge) ?? [];
  const why = [...signs.map(({ words }) => words), sayWhy(edge)].filter((part) => part !== '').join(', ');
  if (room < REASONS_LEAST) return;
  const x = names + columns.all + 1;
  const style = !isFailing && signs.length > 0 ? STYLE.warn : bad;
  const used = why === '' ? 0 : cells.write(x, y, fitText(why, room, ascii), style) + 2;
  // What is around the calls of the one that is looked at, where nothing more pressing needs the room.
  const policies = scene.state.isClose
    ? edgePolicies(scene.plan, edge.edge, scene.edgePushes.get(edge.edge))
    : '';
  if (policies !== '' && room - used >= textColumns(policies)) cells.write(x + used, y, policies, STYLE.dim);
}

function sayWhy(edge: EdgeNow): string {
  if (edge.calls === 0) return edge.begun > 0 ? `${sayRate(edge.begun)} begun, none ended` : '';
  const parts = edge.reasons.length === 0 ? [] : [sayReasons(edge.reasons)];
  if (edge.redelivered >= FAILING) parts.push(`redelivered ${sayShare(edge.redelivered)}`);
  return parts.join(', ');
}

function sayReasons(reasons: readonly Reason[]): string {
  if (reasons.length === 1) return reasons[0].outcome;
  return reasons.map(({ outcome, share }) => `${outcome} ${sayShare(share)}`).join(', ');
}

interface Said {
  readonly text: string;
  readonly style: Style;
}

/** What the selected one is, and how it fares, in a line or two. */
function factsAbout(node: MapNode, scene: Scene): Said[] {
  const now = scene.nodes.get(node.id) as NodeNow;
  const health = HEALTH[now.health];
  const facts = [
    { text: `${glyphOf(health, scene.ascii)} ${factsOf(node, now, scene)}`, style: health.style },
  ];
  const signs = scene.signs.get(node.id) ?? [];
  const replicas = sayReplicas(scene);
  if (replicas !== '') facts.push({ text: replicas, style: STYLE.plain });
  const said = [
    ...signs.map(({ words }) => words),
    ...sayPushes(scene.pushes),
    ...pushedToCallers(node, scene),
  ];
  if (said.length > 0) facts.push({ text: said.join(' · '), style: STYLE.warn });
  if (scene.reasons.length > 0)
    facts.push({ text: `not good because: ${sayReasonsWhere(scene.reasons)}`, style: STYLE.fail });
  return facts;
}

/** What was pushed to those that call it: the calls are what hurts. */
function pushedToCallers({ kind, index }: MapNode, { plan, edgePushes }: Scene): string[] {
  const { edges, operations } = plan.directory;
  return [...edgePushes].flatMap(([edge, pushes]) => {
    const { name, calleeKind, callee } = edges[edge];
    const isInto = kind === 'service' && calleeKind === 'operation' && operations[callee].service === index;
    return isInto ? sayPushes(pushes).map((said) => `${said} on ${name}`) : [];
  });
}

/** What each replica answers, those first that are worst off: `replicas answer  † /2 0/s  ◇ /3 0/s  ● /0 52/s`. */
function sayReplicas({ replicas, ascii }: Scene): string {
  const there = replicas.filter(({ isThere }) => isThere);
  if (there.length === 0) return '';
  const order: readonly Mark[] = [...Object.values(STANDING), ...Object.values(HEALTH).reverse()];
  const each = there
    .toSorted((a, b) => order.indexOf(replicaMark(a)) - order.indexOf(replicaMark(b)))
    .map((replica) => {
      return `${glyphOf(replicaMark(replica), ascii)} /${replica.index} ${sayRate(replica.answered)}`;
    });
  return `replicas answer  ${each.join('  ')}`;
}

/** Why requests are no good, of the load that is worst off. */
function usersFacts({ reasons, reasonsOf }: Scene): Said[] {
  if (reasons.length === 0) return [];
  return [
    { text: `${reasonsOf ?? 'users'} not good because: ${sayReasonsWhere(reasons)}`, style: STYLE.fail },
  ];
}

function factsOf(node: MapNode, now: NodeNow, { plan, pushes }: Scene): string {
  const { directory } = plan;
  switch (node.kind) {
    case 'service': {
      const { replicas, slots, threads, cores, queueLimit } = directory.services[node.index];
      const inForce = (name: string, written: number): string => {
        const pushed = pushes.filter((each) => each.name === name);
        if (pushed.length > 0) return sayPushed(pushed);
        return Number.isFinite(written) ? sayCount(written) : 'any';
      };
      const limit = inForce('queue.limit', queueLimit);
      const each = `${inForce('slots', slots)} ${threads ? 'threads' : 'in flight'}`;
      const serving = Math.round(now.inService ?? replicas);
      const size =
        serving < replicas ? `${serving} of ${replicas} in service × ${each}` : `${replicas} × ${each}`;
      const parts = [
        size,
        ...(cores > 0 ? [`${sayCount(cores)} ${cores === 1 ? 'core' : 'cores'}`] : []),
        `${sayShare(now.utilisation)} busy`,
        `queue ${sayDepth(now.depth)} of ${limit}${limit === 'any' ? '' : ' each'}`,
        `${sayRate(now.rate)} attempts`,
      ];
      return parts.join(' · ');
    }
    case 'load': {
      const { users, within } = directory.loads[node.index];
      const parts = [
        users > 0 ? `${sayCount(users)} users` : 'open load',
        `${sayRate(now.rate)} requests`,
        `${sayShare(now.utilisation)} good`,
        ...(Number.isFinite(within) ? [`wanted within ${sayLength(within)}`] : []),
        `${sayDepth(now.depth)} in flight`,
      ];
      return parts.join(' · ');
    }
    case 'queue': {
      const { broker } = directory.queues[node.index];
      const { name, kind } = directory.brokers[broker];
      const parts = [
        `on ${name} (${kind})`,
        `${sayRate(now.rate)} published`,
        `${sayDepth(now.depth)} not done with`,
        `oldest ${sayLength(now.p99)}`,
      ];
      return parts.join(' · ');
    }
  }
}
