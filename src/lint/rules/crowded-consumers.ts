/** L161: consumers that take more messages at a time than their service has places. */
import { sayCount, sayNumberOf } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { sayPlaces } from '../say.ts';
import type { Service, Sketch } from '../sketch/index.ts';
import { settingOf } from './depots.ts';

export const crowdedConsumers: Rule = {
  code: 'L161',
  title: 'Consumers take more messages at a time than there is room for',
  about:
    'While messages come one by one, few are handled at a time. After any stop there is a backlog, and every consumer takes as much as it may. What is more than the slots and the queue of the service they call is refused, comes back after its visibility timeout, and is refused again; each time counts as a delivery, so that with `receives` good messages are given up although the service is well. Of consumers that try again themselves when they are refused, or hold calls back, nothing is said, nor of queues without `receives`: there it costs time only.',
  formula: 'replicas × concurrency of the consumers > replicas × (slots + queue limit) of the service',
  cure: 'Less concurrency of the consumers, or a longer queue in the service.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 20 }
    operations:
      order: [ { send: invoices, timeout: 1s } ]
  biller:
    concurrency: { threads: 5 }
    queue: { limit: 5 }
    operations:
      issue: [ { work: 50ms } ]
brokers:
  jobs:
    kind: queue
    queues:
      invoices: { receives: 3, visibility: 10s }
consumers:
  - { from: invoices, call: biller.issue, concurrency: 40, timeout: 1s }
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 70/s } }`,
    mended: ['concurrency: 40', 'concurrency: 8'],
  },
  find: (sketch) => [...sketch.wiring.services.values()].flatMap((service) => findIn(sketch, service)),
};

function findIn(sketch: Sketch, service: Service): Finding[] {
  const own = new Set(service.operations.map(({ name }) => name));
  const consumers = sketch.wiring.consumers.filter(({ site }) => own.has(site.callee));
  const insists = consumers.filter(({ site, depot }) => {
    const receives = settingOf(sketch, depot, 'receives') ?? Number.POSITIVE_INFINITY;
    const isPatient = site.chain.some(
      ({ trait }) => trait.restrains || trait.retry?.triesAgainOn('refused', 'here') === true,
    );
    return receives < Number.POSITIVE_INFINITY && !isPatient;
  });
  const [first] = insists;
  const workers = insists.reduce((sum, consumer) => sum + consumer.workers, 0);
  const { replicas, slots, queueLimit, spec } = service;
  const places = replicas * (slots + queueLimit);
  if (first === undefined || !(workers > places) || spec.scaling !== undefined) return [];
  const { queues } = sketch.scenario.plan.directory;
  const names = [...new Set(insists.map(({ depot }) => queues[depot].name))].join(', ');
  return [
    {
      path: ['consumers', first.index, 'concurrency'],
      sentence: `a backlog of ${names} is more than ${service.name} has room for: what it refuses counts as delivered`,
      formula: `${sayNumberOf(workers, 'message')} at a time > ${sayNumberOf(replicas, 'replica')} × (${sayPlaces(service, 'slots', slots)} + ${sayCount(queueLimit)} waiting) = ${sayCount(places)}`,
      fix: `no more than ${sayCount(places)} at a time, or a queue limit of ${sayCount(Math.ceil(workers / replicas) - slots)} in ${service.name}`,
    },
  ];
}
