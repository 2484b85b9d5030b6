/**
 * A union that is told which of its branches to take. A plain zod union tries all of them and, when
 * none fits, reports `invalid_union` with every branch's complaints inside. Here one look at the raw
 * value chooses the branch, so the issues are that branch's own, flat and with their paths. To JSON
 * Schema it is an ordinary union (`anyOf`), since it is built as zod builds its discriminated one:
 * a subtype that replaces nothing but the parse step.
 */
import { z } from 'zod';

/** Why no branch fits: told at the value, or at the key inside it that `key` names. */
export interface Refusal {
  readonly sentence: string;
  readonly key?: string;
  /** The known word that `key` was probably meant to be. */
  readonly meant?: string;
}

export type Choose<Branch> = (raw: unknown) => Branch | Refusal;

export type ChosenUnion<Branch extends z.ZodType> = z.ZodUnion<readonly Branch[]>;

interface ChosenUnionDef extends z.core.$ZodUnionDef<readonly z.ZodType[]> {
  readonly choose: Choose<z.ZodType>;
}

const ChosenUnionType = z.core.$constructor<z.ZodUnion<readonly z.ZodType[]>, ChosenUnionDef>(
  'KnockonChosenUnion',
  (schema, def) => {
    z.ZodUnion.init(schema, def);
    schema._zod.parse = (payload, context) => {
      const choice = def.choose(payload.value);
      if (choice instanceof z.ZodType) return choice._zod.run(payload, context);
      payload.issues.push(asIssue(choice, payload.value));
      return payload;
    };
  },
);

/** `choose` answers with one of `branches`, or with the sentence that says why none of them fits. */
export function chosenUnion<Branch extends z.ZodType>(
  branches: readonly Branch[],
  choose: Choose<Branch>,
): ChosenUnion<Branch> {
  // the constructor is typed over all branches alike; the branches given are what it holds
  return new ChosenUnionType({ type: 'union', options: branches, choose }) as ChosenUnion<Branch>;
}

/** A mistyped key is reported as zod reports one, so that a frame can point at the key itself. */
function asIssue(refusal: Refusal, input: unknown): z.core.$ZodRawIssue {
  const message = refusal.sentence;
  if (refusal.key === undefined) return { code: 'custom', message, input };
  if (refusal.meant === undefined) return { code: 'custom', message, input, path: [refusal.key] };
  return { code: 'unrecognized_keys', keys: [refusal.key], message, input: input as Record<string, unknown> };
}
