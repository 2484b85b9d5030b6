/** How one thing in a scenario speaks of another: `orders.place`, `web -> orders`, `zone a`. */
import { z } from 'zod';
import { sayValue } from './say-value.ts';

const NAME = '[A-Za-z0-9][A-Za-z0-9_-]{0,59}';

function pattern(title: string, source: string, expected: string, examples: string[]): z.ZodString {
  const error = (issue: { readonly input?: unknown }) =>
    issue.input === undefined
      ? `missing; ${expected}`
      : `${sayValue(issue.input)} is not understood; ${expected}`;
  return z
    .string({ error })
    .regex(new RegExp(`^(?:${source})$`), { error, abort: true })
    .meta({ title, description: expected, examples, patternErrorMessage: expected });
}

/** `service.operation`. */
export const operationName: z.ZodString = pattern(
  'operation',
  `${NAME}\\.${NAME}`,
  'expected an operation as service.operation, such as orders.place',
  ['orders.place'],
);

/**
 * What a fault is aimed at: a service, an operation, an edge `caller -> callee`, or `zone a`. A subscription or
 * a checker calls too: `news/mail -> mailer`.
 */
export const target: z.ZodString = pattern(
  'target',
  `${NAME}(?:\\.${NAME})?|(?:${NAME}(?:/${NAME})?|\\*) *-> *(?:${NAME}(?:\\.${NAME})?|\\*)|zone ${NAME}(?: *-> *zone ${NAME})?`,
  'expected a service, service.operation, "caller -> callee" or "zone a"',
  ['payments', 'payments.charge', 'orders -> payments', 'zone a'],
);

const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9_./ ~>-]{0,199}$/;
const subjectError = (issue: { readonly input?: unknown }) =>
  `${sayValue(issue.input)} is not a subject; expected a name such as shoppers, orders.place, "web -> orders.place" or run`;

/** Whom a metric is about: a load, a service, an operation, an edge, a replica, a queue, a fault or the run. */
export const metricSubject: z.ZodString = z
  .string({ error: subjectError })
  .regex(SUBJECT, { error: subjectError })
  .meta({ title: 'name' });
