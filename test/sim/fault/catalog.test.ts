import { describe, expect, it } from 'vitest';
import { LONGEST_DURATION, mapping } from '../../../src/fields/index.ts';
import {
  type AnyFault,
  exampleSystem,
  type FaultName,
  faultNamed,
  faults,
} from '../../../src/sim/fault/index.ts';
import { envelope } from '../../../src/sim/spec/faults.ts';
import { faultField, parseSystem } from '../../../src/sim/spec/index.ts';
import { EFFECTS } from '../../../src/sim/terms/effects.ts';

const members: AnyFault[] = Object.keys(faults).map((name) => faultNamed(name as FaultName));

const SCENE = { length: 10e9, left: 90e9, replicas: 2 };

/** What the fault's own parameters parse to, without target and envelope. */
function effectsOf(example: Record<string, unknown>, definition: AnyFault) {
  const own = Object.keys(definition.params.shape);
  const params = Object.fromEntries(Object.entries(example).filter(([key]) => own.includes(key)));
  return definition.effects(mapping(definition.params.shape).parse(params), SCENE);
}

describe('the catalog of faults', () => {
  it.each(members)('$name: its example is a fault of a scenario', ({ name, example }) => {
    const parsed = faultField.parse(example);
    expect(parsed[name]).toBe(example[name]);
    expect(parsed.at).toBeTypeOf('number');
    // without `for` it is an instant, and everything of it is over then
    const effects = Object.values(faults)
      .find((fault) => fault.name === name)
      ?.effects(parsed as never, { length: LONGEST_DURATION, left: LONGEST_DURATION, replicas: 1 });
    const isInstant = effects?.every(({ length }) => length === 1);
    expect(isInstant || (parsed.for ?? LONGEST_DURATION) < LONGEST_DURATION).toBe(true);
  });

  it.each(members)(
    '$name: its example is aimed at something that stands in the example system',
    (definition) => {
      const aim = String(definition.example[definition.name]);
      expect(definition.targets).toContain(kindOf(aim));
    },
  );

  it.each(members)('$name: the example system takes it', ({ example }) => {
    expect(() => parseSystem({ ...exampleSystem, faults: [example] })).not.toThrow();
  });

  it.each(members)('$name: adds effects that the machine knows', (definition) => {
    const effects = effectsOf(definition.example, definition);
    expect(effects.length).toBeGreaterThan(0);
    for (const { kind, strength, time } of effects) {
      const { combines } = EFFECTS[kind];
      if (combines === 'or' || combines === 'sum') expect(strength).toBe(1);
      if (combines === 'any')
        expect(strength >= 0 && strength <= 1, `${strength} is a probability`).toBe(true);
      if (combines === 'product') expect(strength).toBeGreaterThan(0);
      const draws =
        ['delay', 'resend', 'lock', 'linger'].includes(kind) || (kind === 'fail' && time !== undefined);
      expect(time !== undefined, `${kind} draws a time`).toBe(draws);
    }
  });

  it.each(members)('$name: has no parameter that the envelope has too', (definition) => {
    const taken = [...Object.keys(envelope), definition.name];
    expect(Object.keys(definition.params.shape).filter((key) => taken.includes(key))).toEqual([]);
  });

  it.each([
    ['crash', {}, [{ kind: 'down', strength: 1 }]],
    ['slow', { factor: '10x' }, [{ kind: 'slow', strength: 10 }]],
    ['errors', { share: '30%' }, [{ kind: 'fail', strength: 0.3 }]],
    ['delay', { by: '100ms' }, [{ kind: 'delay', strength: 1, time: { constant: 100e6 } }]],
    ['partition', {}, [{ kind: 'cut', strength: 1, direction: 'both' }]],
    ['partition', { direction: 'there' }, [{ kind: 'cut', strength: 1, direction: 'there' }]],
    ['refusal', { share: '40%', as: 'reset' }, [{ kind: 'refuse', strength: 0.4, measure: 2 }]],
    ['bandwidth', { rate: '1MB/s', message: '5KB' }, [{ kind: 'wire', strength: 5e6, direction: 'both' }]],
    ['certificate', { age: '1m' }, [{ kind: 'handshake', strength: 1, ramp: { in: 60e9 } }]],
    ['resolution', { ttl: '0s' }, [{ kind: 'unresolved', strength: 1, ramp: {} }]],
    ['surge', { factor: 3 }, [{ kind: 'surge', strength: 3 }]],
    ['outage', {}, [{ kind: 'broker-down', strength: 1 }]],
  ] as const)('%s with %j', (name, params, effects) => {
    expect(effectsOf(params, faultNamed(name))).toEqual(effects);
  });

  it.each([
    [{ slow: 'payments' }, 'missing; expected'],
    [{ errors: 'payments', share: 0.3 }, '0.3 has no unit; write 30%'],
    [{ delay: 'payments' }, 'missing; expected'],
    [{ crash: 'payments', factor: 2 }, 'unknown key "factor"'],
    [{ crsh: 'payments' }, 'did you mean "crash"?'],
  ])('%j is refused with a sentence that helps', (wrong, sentence) => {
    const read = faultField.safeParse(wrong);
    expect(read.error?.issues.map((issue) => issue.message).join(' · ')).toContain(sentence);
  });
});

/** What a target of the example system is; fails on a name that does not stand there. */
function kindOf(aim: string): string {
  const { services, brokers, load } = parseSystem(exampleSystem);
  const zones = Object.values(services).flatMap((service) => service.zones ?? []);
  const isOperation = (name: string) => {
    const [service, operation] = name.split('.');
    return services[service] !== undefined && Object.hasOwn(services[service].operations, operation);
  };
  if (/^zone /.test(aim)) {
    for (const [, zone] of aim.matchAll(/zone (\w+)/g)) expect(zones).toContain(zone);
    return 'zone';
  }
  if (aim.includes('->')) {
    for (const end of aim.split('->')) expect(Object.keys(services)).toContain(end.trim());
    return 'edge';
  }
  if (isOperation(aim)) return 'operation';
  if (Object.hasOwn(services, aim)) return 'service';
  if (Object.hasOwn(brokers ?? {}, aim)) return 'broker';
  expect(load.map((each) => each.name)).toContain(aim);
  return 'load';
}
