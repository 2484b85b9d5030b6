export interface Problem {
  readonly path: (string | number)[];
  readonly code: string;
  readonly sentence: string;
  readonly hint?: string;
}
