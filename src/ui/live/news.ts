/**
 * What has just happened, and what before? Faults that began or ended, and what took part in the failure since:
 * at ten times real time one looks elsewhere when a breaker opens. The latest stands in the header, all in a list.
 */

import { printable } from '../../base/printable.ts';
import type { FaultSpan } from '../../present/fault-spans.ts';
import { idOf, type SystemMap } from '../../present/map.ts';
import type { Spell, SpellKind } from '../../present/spells.ts';
import { sayClock, sayWhole } from '../../present/words.ts';
import { BEGUN, glyphOf, type Mark, OPEN, OVER, STAGE } from './glyphs.ts';
import { SPEEDS } from './pace.ts';
import type { Scene } from './scene.ts';

/** One thing that began, and may be over. */
interface Matter {
  readonly from: number;
  /** Undefined while it lasts. */
  readonly to: number | undefined;
  /** What it was, and where. */
  readonly what: string;
  readonly where: string;
  /** The same with its beginning and with its end. */
  readonly begins: string;
  readonly ends: string;
  /** `12 times`, where it was more than once. */
  readonly often: string;
  readonly mark: Mark;
  readonly markOver: Mark;
  /** It comes and goes all the time. */
  readonly isOften: boolean;
  /** Of the map, where there is one to look at. */
  readonly node: string | undefined;
}

export interface News {
  /** `0:31.2 breaker opens: orders -> payments.charge` */
  readonly text: string;
  readonly mark: Mark;
  /** How many others are as fresh. */
  readonly others: number;
}

/** So long on the wall news are news, ns. */
const FRESH = 3e9;
/** And no longer than this share of the run: a fast one is over in seconds, of which one is enough to read a line. */
const MOST = 0.2;

type Told = Pick<Scene, 'spans' | 'spells' | 'state' | 'plan' | 'now' | 'map'>;

/** The latest beginning or end, as long as it is fresh. */
export function latestNews(scene: Told): News | undefined {
  const { state, plan, now } = scene;
  const fresh = Math.min(FRESH * SPEEDS[state.speed], plan.length * MOST);
  const turns = mattersOf(scene, fresh).flatMap(({ from, to, begins, ends, mark, markOver, isOften }) => {
    const turned = (at: number, said: string, by: Mark) =>
      isOften || at <= 0 || at > now || now - at >= fresh ? [] : [{ at, said, mark: by }];
    const over = to === undefined || to <= from + 1 ? [] : turned(to, ends, markOver);
    return [...turned(from, begins, mark), ...over];
  });
  const [latest, ...others] = turns.toSorted((a, b) => b.at - a.at);
  if (latest === undefined) return undefined;
  return { text: `${sayClock(latest.at)} ${latest.said}`, mark: latest.mark, others: others.length };
}

/** A row of the list of all news. */
export interface NewsLine {
  /** `1:00.0 - 1:20.0`, `1:02.3 - now` */
  readonly when: string;
  readonly what: string;
  readonly where: string;
  readonly node: string | undefined;
}

/** All that has happened, the latest first. */
export function allNews(scene: Told & Pick<Scene, 'ascii'>): NewsLine[] {
  const { now, ascii } = scene;
  return mattersOf(scene, 0)
    .filter(({ from }) => from <= now)
    .toSorted((a, b) => b.from - a.from)
    .map(({ from, to, what, where, often, mark, markOver, node }): NewsLine => {
      const isOver = to !== undefined && to <= now;
      const end = isOver ? (to > from ? ` - ${sayClock(to)}` : '') : ' - now';
      return {
        when: `${sayClock(from)}${end}`,
        what: `${glyphOf(isOver ? markOver : mark, ascii)} ${what}${often === '' ? '' : `, ${often}`}`,
        where,
        node,
      };
    });
}

function mattersOf({ spans, spells, plan, map }: Told, fresh: number): Matter[] {
  return [
    ...spans.flatMap((span) => mattersOfFault(span, plan.length, map, fresh)),
    ...spells.map((spell) => matterOfSpell(spell, map)),
  ];
}

// ---- faults -----------------------------------------------------------------------------------------

function mattersOfFault(span: FaultSpan, length: number, map: SystemMap, fresh: number): Matter[] {
  const name = printable(span.name);
  const last = span.target.split('->').at(-1)?.trim() ?? '';
  const node = map.nodes.find((each) => each.name === last || last.startsWith(`${each.name}.`))?.id;
  return span.times.map(({ from, to }) => ({
    from,
    // What acts in an instant is over with its beginning.
    to: to < length || to <= from + 1 ? to : undefined,
    what: name,
    where: printable(span.target),
    begins: `${name} begins`,
    ends: `${name} is over`,
    often: '',
    mark: STAGE.active,
    markOver: to > from + 1 ? STAGE.past : STAGE.active,
    isOften: span.every !== undefined && span.every < 2 * fresh,
    node,
  }));
}

// ---- what took part ---------------------------------------------------------------------------------

const SPELLS: Readonly<Record<SpellKind, { what: string; begins: string; ends: string }>> = {
  breaker: { what: 'breaker open', begins: 'breaker opens', ends: 'breakers closed' },
  ejected: { what: 'replicas ejected', begins: 'replicas ejected', ends: 'none ejected any more' },
  'held-out': { what: 'replicas held out', begins: 'replicas held out', ends: 'none held out any more' },
  panic: { what: 'callers panic', begins: 'callers panic', ends: 'panic over' },
  shed: { what: 'sheds', begins: 'sheds', ends: 'sheds no more' },
  refused: { what: 'refuses', begins: 'refuses', ends: 'refuses no more' },
  restarted: { what: 'check restarts', begins: 'check restarts', ends: 'check restarts' },
};

function matterOfSpell({ kind, of, index, name, from, to, times }: Spell, map: SystemMap): Matter {
  const { what, begins, ends } = SPELLS[kind];
  const where = printable(name);
  const line = of === 'edge' ? map.lines.find(({ edges }) => edges.includes(index)) : undefined;
  return {
    from,
    to,
    what,
    where,
    begins: `${begins}: ${where}`,
    ends: `${ends}: ${where}`,
    often:
      times > 1 ? `${sayWhole(times)} ${kind === 'shed' || kind === 'refused' ? 'attempts' : 'times'}` : '',
    mark: kind === 'breaker' ? OPEN : BEGUN,
    markOver: OVER,
    isOften: false,
    node: of === 'service' ? idOf('service', name) : line?.to,
  };
}
