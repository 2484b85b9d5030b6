import { describe, expect, it } from 'vitest';
import { type BrokerName, brokerNamed, brokers } from '../../../src/sim/broker/index.ts';
import { broker } from '../../../src/sim/spec/brokers.ts';

const names = Object.keys(brokers) as BrokerName[];

describe('the catalog of brokers', () => {
  it.each(names)('%s: its example is a queue of a scenario', (kind) => {
    const queues = { invoices: brokerNamed(kind).example };
    expect(broker.safeParse({ kind, queues }).error?.issues ?? []).toEqual([]);
  });

  it.each(names)('%s: has a number for each setting, with all defaults and with its example', (kind) => {
    const { queueParams, settings, settingsOf, example } = brokerNamed(kind);
    for (const written of [{}, example]) {
      const numbers = settingsOf(queueParams.parse(written));
      expect(numbers).toHaveLength(settings.length);
      for (const number of numbers) expect(number).not.toBeNaN();
    }
  });

  it('a queue has the defaults it documents', () => {
    const { queueParams, settingsOf } = brokerNamed('queue');
    expect(settingsOf(queueParams.parse({}))).toEqual([10_000, 30e9, Infinity, 0, Infinity]);
  });

  it('a queue holds any number, and tries for ever, only where it is told so', () => {
    const { queueParams, settingsOf } = brokerNamed('queue');
    expect(settingsOf(queueParams.parse({ limit: 'none', receives: 5 })).slice(0, 3)).toEqual([
      Infinity,
      30e9,
      5,
    ]);
    expect(settingsOf(queueParams.parse({ limit: 50, receives: 'none' })).slice(0, 3)).toEqual([
      50,
      30e9,
      Infinity,
    ]);
  });

  it.each([
    [{ limit: 'endless' }, 'or none for no limit'],
    [{ visibility: 30 }, '30 has no unit; write 30ms, 30s or 30m'],
    [{ receives: 0 }, '0 is not a whole number'],
    [{ 'dead-letter': 'invoices-dead' }, 'no message becomes a dead letter without `receives`'],
    [{ visibilty: '30s' }, 'did you mean "visibility"?'],
    [{ 'on-failure': 'never' }, 'now'],
  ])('%j is refused with a sentence that helps', (wrong, sentence) => {
    const read = brokerNamed('queue').queueParams.safeParse(wrong);
    expect(read.error?.issues.map((issue) => issue.message).join(' · ')).toContain(sentence);
  });
});
