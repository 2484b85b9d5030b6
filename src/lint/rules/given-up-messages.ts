/** L145: a fault that lasts longer than a message is delivered again and again. */
import { type Nanos, SECOND } from '../../base/time.ts';
import { sayCount, sayLength, sayRate } from '../../present/words.ts';
import type { Finding, Rule } from '../rule.ts';
import { lengthsApart } from '../say.ts';
import { type CallSite, courseOf, outagesOf, type Sketch } from '../sketch/index.ts';
import { pathOf, settingOf } from './depots.ts';

type FaultPlan = Sketch['scenario']['plan']['faults'][number];

export const givenUpMessages: Rule = {
  code: 'L145',
  title: 'A fault outlasts all deliveries of a message',
  about:
    'A queue is there to hold messages while nobody can handle them. With `receives` it gives a message up after so many deliveries, and when the consumer fails at once these are soon over: what comes early in the fault is gone before its end. Told where these messages are dropped, or lie as dead letters that no consumer takes. It takes a fault in which every delivery fails: all replicas of what the consumer calls are down, or answer with errors alone. A consumer that stands in for failures loses nothing, and one that is busy with its own attempts loses fewer: of these nothing is said. With `on-failure: now` there is no pause between deliveries.',
  formula: '(receives − 1) × visibility + attempts and pauses of the consumer < length of the fault',
  cure: 'More `receives`, a longer visibility, or a consumer that takes the dead letters.',
  example: {
    scenario: `services:
  shop:
    concurrency: { threads: 20 }
    operations:
      order: [ { send: invoices, timeout: 1s } ]
  biller:
    concurrency: { threads: 20 }
    operations:
      issue: [ { work: 20ms } ]
brokers:
  jobs:
    kind: queue
    queues:
      invoices: { receives: 3, visibility: 5s, dead-letter: invoices-dead }
      invoices-dead: {}
consumers:
  - { from: invoices, call: biller.issue, concurrency: 10, timeout: 1s }
load:
  - { name: shoppers, operation: shop.order, arrivals: { poisson: 50/s } }
faults:
  - { crash: biller, at: 30s, for: 30s }`,
    mended: ['receives: 3', 'receives: 8'],
  },
  find: (sketch) =>
    sketch.scenario.plan.depots.flatMap((_, depot) =>
      (sketch.scenario.system.faults ?? []).flatMap((_, index) =>
        findIn(sketch, depot, sketch.scenario.plan.faults[index]),
      ),
    ),
};

function findIn(sketch: Sketch, depot: number, fault: FaultPlan): Finding[] {
  const { plan } = sketch.scenario;
  const [receives, visibility] = ['receives', 'visibility'].map(
    (name) => settingOf(sketch, depot, name) ?? Number.NaN,
  );
  const consumers = sketch.wiring.consumers.filter((consumer) => consumer.depot === depot);
  const messages = sketch.messagesOf(depot);
  if (!(receives < Number.POSITIVE_INFINITY) || consumers.length === 0 || !(messages > 0)) return [];
  const { deadLetters } = plan.depots[depot];
  if (sketch.wiring.consumers.some((consumer) => consumer.depot === deadLetters)) return [];
  const fails = consumers.map(({ site }) => failureOf(sketch, fault, site));
  const lasts = Math.min(...fails.map((each) => each?.lasts ?? Number.NaN));
  const tries = Math.max(...fails.map((each) => each?.tries ?? Number.NaN));
  const isAtOnce = settingOf(sketch, depot, 'at-once') === 1;
  const pauses = (receives - 1) * (isAtOnce ? tries : visibility);
  const delivered = pauses + tries;
  const workers = consumers.reduce((sum, consumer) => sum + consumer.workers, 0);
  // consumers that are busy with trying give up fewer than this
  const isBusy = (messages * receives * tries) / SECOND > workers;
  if (!(delivered < lasts) || isBusy) return [];
  const lost = (messages * (lasts - delivered)) / SECOND;
  if (!(lost >= 1)) return [];
  const { name } = plan.directory.queues[depot];
  const letters = deadLetters < 0 ? undefined : plan.directory.queues[deadLetters].name;
  const [over, whole] = lengthsApart(delivered, lasts);
  const each = sayLength(isAtOnce ? tries : visibility);
  return [
    {
      path: [...pathOf(sketch, depot), 'receives'],
      sentence: `${fault.name} outlasts all deliveries of ${name}: what comes early in it ${letters === undefined ? 'is dropped' : `ends in ${letters}, where nobody takes it`}`,
      formula: `(${receives} deliveries − 1) × ${each}${tries > 0 ? ` + ${sayLength(tries)} of tries` : ''} = ${over} < ${whole}; ${sayRate(messages)} × ${sayLength(lasts - delivered)} = ${sayCount(lost)} messages`,
      fix: isAtOnce
        ? 'on-failure: wait, so that there is time between deliveries'
        : `receives: ${Math.ceil((lasts - tries) / visibility) + 1} would outlast it; or a longer visibility${letters === undefined ? '' : `, or a consumer of ${letters}`}`,
    },
  ];
}

/** For how long every delivery fails at once, and how long the consumer tries each time; undefined where not all do. */
function failureOf(
  sketch: Sketch,
  fault: FaultPlan,
  { chain, callee, verb }: CallSite,
): { readonly lasts: Nanos; readonly tries: Nanos } | undefined {
  const service = sketch.wiring.services.get(sketch.wiring.operations.get(callee)?.service ?? '');
  if (service === undefined || verb !== 'call' || fault.match !== undefined || fault.until !== undefined)
    return undefined;
  const refusing = outagesOf(sketch, fault, service)
    .filter(({ gone, heard }) => gone === service.replicas && heard === 'refused')
    .map(({ length }) => length);
  const failing = erringFor(sketch, fault, callee);
  const outcome = Math.max(0, ...refusing) >= failing ? 'refused' : 'error';
  const lasts = Math.max(0, failing, ...refusing);
  const calm = chain.filter(({ trait }) => !trait.restrains);
  const course = courseOf(calm, { end: 0, outcome });
  if (lasts === 0 || course === undefined || course.outcome === 'degraded') return undefined;
  if (chain.some(({ trait }) => trait.mayStandIn)) return undefined;
  return { lasts, tries: course.end };
}

/** The longest stretch in which all posts of an operation answer with errors alone. */
function erringFor({ scenario: { plan } }: Sketch, fault: FaultPlan, operation: string): Nanos {
  const { operations, postOperation } = plan.directory;
  const number = operations.findIndex(({ name }) => name === operation);
  const posts = postOperation.filter((each) => each === number).length;
  const stretches = fault.parts.map(({ after, length, rampIn, rampOut, aims }) => {
    const failing = new Set(
      aims.flatMap(({ kind, element, strength }) =>
        kind === 'fail' && strength >= 1 && postOperation[element] === number ? [element] : [],
      ),
    );
    if (failing.size < posts || rampIn > 0 || rampOut > 0) return 0;
    return Math.min(length, fault.length - after, plan.length - fault.at - after);
  });
  return Math.max(0, ...stretches);
}
