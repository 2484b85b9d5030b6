/**
 * Aiming a fault at what is selected: which faults of the catalog can be aimed at it, and what about
 * them can be set. Made from the catalog's own definitions, so a new fault appears here by itself.
 */
import type { MapNode, SystemMap } from '../../present/map.ts';
import { sayPushed } from '../../present/say-pushed.ts';
import {
  type Directory,
  type FaultName,
  faultField,
  faultFits,
  faults,
  type Plan,
  type PushedParameter,
  settableAt,
} from '../../sim/index.ts';
import type { WrittenFault } from './session.ts';

export interface FaultChoice {
  readonly kind: FaultName;
  readonly target: string;
  readonly sentence: string;
  readonly fields: readonly FaultFieldText[];
}

/** One thing to set, as text in the scenario's own words. */
export interface FaultFieldText {
  readonly name: string;
  readonly value: string;
  readonly hint: string;
  /** What else it may be, where that is known: keys go from one to the next. */
  readonly options?: readonly FieldOption[];
}

export interface FieldOption {
  readonly value: string;
  /** What is so without it. */
  readonly hint: string;
  /** What another field is set to begin with, when this is taken. */
  readonly sets?: { readonly name: string; readonly value: string; readonly hint: string };
}

/** What operators do against a failure, rather than what goes wrong; last a push, which may be either. */
export function cures(choices: readonly FaultChoice[]): FaultChoice[] {
  const actions = choices.filter(({ kind }) => faults[kind].isAction === true);
  return [...actions, ...choices.filter(({ kind }) => kind === PUSH)];
}

const PUSH = 'config' satisfies FaultName;

/** The faults that can be aimed at a node, itself first, then the calls into it; only those that would find something there. */
export function choicesFor(
  plan: Plan,
  map: SystemMap,
  node: MapNode,
  pushedAt: (target: string) => readonly PushedParameter[],
): FaultChoice[] {
  const targets = targetsOf(plan.directory, map, node);
  const asked = node.kind === 'load' ? operationsOf(plan, node.index) : [];
  return targets.flatMap(({ target, kind, replicas }) =>
    (Object.keys(faults) as FaultName[])
      .filter((name) => (faults[name].targets as readonly string[]).includes(kind))
      .filter((name) => !asksForOthers(name) || asked.length > 1)
      .flatMap((name) => {
        const choice = withSettings(plan, choiceOf(name, target, replicas, asked), pushedAt);
        // Some of what falls on a whole service falls on all of its replicas or on none.
        const whole = { ...choice, fields: choice.fields.filter((field) => field.name !== REPLICAS) };
        return [choice, whole].filter((each) => fits(plan, each)).slice(0, 1);
      }),
  );
}

/** Of a push: what there is to set at this target, and what it is set to now. */
function withSettings(
  plan: Plan,
  choice: FaultChoice,
  pushedAt: (target: string) => readonly PushedParameter[],
): FaultChoice {
  if (choice.kind !== PUSH) return choice;
  const pushed = pushedAt(choice.target);
  const to = choice.fields.find(({ name }) => name === TO);
  const known = settableAt(plan, choice.target);
  const options = known
    // What has a value now can be written; of the others one has to know how.
    .toSorted((a, b) => Number(b.values.length > 0) - Number(a.values.length > 0))
    .map(({ name, values }): FieldOption => {
      const written =
        values.length === 0 ? 'not set in the scenario' : `${values.join(', ')} in the scenario`;
      const mine = pushed.filter((each) => each.name === name);
      const now = mine.length === 0 ? written : `${sayPushed(mine)}; ${written}`;
      return {
        value: name,
        hint: now,
        sets: { name: TO, value: mine.at(-1)?.to ?? values[0] ?? '', hint: `${now}. ${to?.hint}` },
      };
    });
  if (options.length === 0) return choice;
  const fields = choice.fields.map((field) => (field.name === 'setting' ? { ...field, options } : field));
  return withOption(
    { ...choice, fields },
    fields.findIndex(({ name }) => name === 'setting'),
    options[0],
  );
}

const TO = 'to';

/** Another option of one field, with what follows from it. */
export function withOption(choice: FaultChoice, at: number, { value, sets }: FieldOption): FaultChoice {
  const fields = choice.fields.map((field, index) => {
    if (index === at) return { ...field, value };
    return field.name === sets?.name ? { ...field, value: sets.value, hint: sets.hint } : field;
  });
  return { ...choice, fields };
}

function fits(plan: Plan, choice: FaultChoice): boolean {
  const parsed = faultField.safeParse(written(choice));
  return parsed.success && faultFits(plan, parsed.data);
}

/** Moves requests from the load's other operations to one of them: so there have to be others. */
function asksForOthers(name: FaultName): boolean {
  const shape: Readonly<Record<string, unknown>> = faults[name].params.shape;
  return (faults[name].targets as readonly string[]).includes('load') && shape[OPERATION] !== undefined;
}

const OPERATION = 'operation';
const REPLICAS = 'replicas';

/** What a load asks for. */
function operationsOf({ loads, directory }: Plan, load: number): string[] {
  const { edges, operations, siteEdge } = directory;
  return Array.from(loads[load].sites, (site) => operations[edges[siteEdge[site]].callee].name);
}

interface Aimed {
  readonly target: string;
  readonly kind: 'service' | 'operation' | 'edge' | 'load' | 'broker';
  /** How many replicas there are to choose from; 0 where there are none. */
  readonly replicas: number;
}

function targetsOf(directory: Directory, map: SystemMap, node: MapNode): Aimed[] {
  switch (node.kind) {
    case 'load':
      return [{ target: node.name, kind: 'load', replicas: 0 }, ...callsOf(map, node)];
    case 'queue': {
      const broker = directory.brokers[directory.queues[node.index].broker];
      return [{ target: broker.name, kind: 'broker', replicas: 0 }];
    }
    case 'service': {
      const { replicas, firstOperation, operations } = directory.services[node.index];
      const own: Aimed = { target: node.name, kind: 'service', replicas };
      // A single operation is the service itself.
      const each =
        operations < 2 ? [] : directory.operations.slice(firstOperation, firstOperation + operations);
      return [
        own,
        ...callsOf(map, node),
        ...each.map(({ name }): Aimed => ({ target: name, kind: 'operation', replicas })),
      ];
    }
  }
}

/** The calls from a load, or into a service, as a fault names them. */
function callsOf(map: SystemMap, node: MapNode): Aimed[] {
  const names = new Map(map.nodes.map(({ id, name }) => [id, name]));
  return map.lines
    .filter(({ from, to }) => (node.kind === 'load' ? from : to) === node.id)
    .map(({ from, to }) => ({
      target: `${names.get(from)} -> ${names.get(to)}`,
      kind: 'edge' as const,
      replicas: 0,
    }));
}

/** A fault's example is its default: it shows something, which is what a key pressed in a hurry is for. */
function choiceOf(kind: FaultName, target: string, replicas: number, asked: readonly string[]): FaultChoice {
  const definition = faults[kind];
  const example: Readonly<Record<string, unknown>> = asksForOthers(kind)
    ? { ...definition.example, [OPERATION]: asked[asked.length - 1] }
    : definition.example;
  const shape = definition.params.shape as Readonly<
    Record<string, { readonly description?: string | undefined }>
  >;
  const own: FaultFieldText[] = Object.entries(shape).map(([name, field]) => ({
    name,
    value: plainText(example[name]),
    hint: field.description ?? '',
  }));
  const choice: FaultFieldText = {
    name: REPLICAS,
    value: plainText(example[REPLICAS] ?? 'all'),
    hint: `all, one, a number up to ${replicas} or a share such as 30%`,
  };
  // What comes back in a way of its own has to be over at some time.
  const comesBack = own.some(({ name, value }) => name === 'restart' && value !== '');
  const length: FaultFieldText = {
    name: 'for',
    value: comesBack ? plainText(example['for']) : '',
    hint: 'how long, such as 20s; empty: until lifted',
  };
  const fields = [
    ...own.filter(({ value }) => value !== ''),
    ...(replicas > 1 ? [choice] : []),
    ...(isOfAnInstant(kind) ? [] : [length]),
    // What may be left out comes last: a key pressed in a hurry shall not have to pass it.
    ...own.filter(({ value }) => value === ''),
  ];
  return { kind, target, sentence: definition.sentence, fields };
}

/** ns; some faults are as many parts as there is time for. */
const A_WHILE = 60e9;

/** It is over as soon as it has begun, whatever is said of its length. */
function isOfAnInstant(kind: FaultName): boolean {
  const definition = faults[kind];
  const parsed = faultField.safeParse(definition.example);
  if (!parsed.success) return false;
  const scene = { length: A_WHILE, left: A_WHILE, replicas: 1 };
  // Its parameters are among the fields of the whole, which are checked.
  return definition.effects(parsed.data as never, scene).every(({ length }) => length === 1);
}

/** An example's value as one word: of a distribution its middle, so that a key needs no braces. */
function plainText(value: unknown): string {
  if (typeof value === 'object' && value !== null) return plainText(Object.values(value)[0]);
  return value === undefined ? '' : String(value);
}

/** The choice as a scenario would write it; empty fields are left out. */
export function written(choice: FaultChoice): WrittenFault {
  const fields = choice.fields
    .map(({ name, value }) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, asWritten(value)]);
  return { [choice.kind]: choice.target, ...Object.fromEntries(fields) };
}

/** Numbers and facts are not texts. */
function asWritten(value: string): string | number | boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** `slow payments factor 10`. */
export function sayChoice({ kind, target }: FaultChoice): string {
  return `${kind} ${target}`;
}
