import Type, { type TSchema } from 'typebox';
import { isPipelineName, isRunId } from '../../artifacts/artifact-names.ts';
import { HttpProblem } from '../http/http-problem.ts';

/** One parameter of a query or a path: what the document says of it, and how its text becomes a value. */
export interface Parameter<Value = unknown> {
  readonly description: string;
  readonly schema: TSchema;
  /** `text` is null where the request does not give it. Throws HttpProblem (400), which names the parameter. */
  read(text: string | null, name: string): Value;
}

export type Parameters = Readonly<Record<string, Parameter>>;
export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer Value> ? Value : never };

export function integerParameter(description: string, range: { min: number; max: number; fallback: number }): Parameter<number> {
  const { min, max, fallback } = range;
  return {
    description,
    schema: Type.Integer({ minimum: min, maximum: max, default: fallback }),
    read: (text, name) => {
      if (text === null) return fallback;
      const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= min && value <= max) return value;
      throw new HttpProblem(400, `expected "${name}" to be an integer from ${min} to ${max}, got ${shown(text)}`);
    },
  };
}

/** A finite decimal number; null when absent. */
export function numberParameter(description: string, { min }: { min?: number } = {}): Parameter<number | null> {
  return {
    description,
    schema: Type.Number(min === undefined ? {} : { minimum: min }),
    read: (text, name) => {
      if (text === null) return null;
      const value = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
      if (Number.isFinite(value) && value >= (min ?? -Infinity)) return value;
      throw new HttpProblem(400, `expected "${name}" to be a number${min === undefined ? '' : ` of at least ${min}`}, got ${shown(text)}`);
    },
  };
}

/** null when absent. */
export function choiceParameter<const T extends string>(description: string, choices: readonly T[]): Parameter<T | null> {
  return {
    description,
    schema: Type.Unsafe<T>({ type: 'string', enum: [...choices] }),
    read: (text, name) => {
      if (text === null) return null;
      const choice = choices.find((candidate) => candidate === text);
      if (choice !== undefined) return choice;
      throw new HttpProblem(400, `expected "${name}" to be one of ${choices.join(', ')}, got ${shown(text)}`);
    },
  };
}

/** null when absent or empty. */
export function textParameter(description: string, maxLength = 200): Parameter<string | null> {
  return {
    description,
    schema: Type.String({ maxLength }),
    read: (text, name) => {
      if (text === null || text === '') return null;
      if (text.length <= maxLength) return text;
      throw new HttpProblem(400, `expected "${name}" to have at most ${maxLength} characters, got ${text.length}`);
    },
  };
}

export const pipelineParameter: Parameter<string | null> = {
  description: "pipeline; default: that of the server's config, else the one with the newest run",
  schema: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]*$', maxLength: 200 }),
  read: (text, name) => {
    if (text === null || isPipelineName(text)) return text;
    throw new HttpProblem(
      400,
      `expected "${name}" to be a pipeline's name (lower-case letters, digits, dot, dash, underscore), got ${shown(text)}`,
    );
  },
};

/** A run's id; null when absent. */
export function runParameter(description: string): Parameter<string | null> {
  return {
    description,
    schema: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    read: (text, name) => {
      if (text === null || isRunId(text)) return text;
      throw new HttpProblem(400, `expected "${name}" to be a run id of 16 hexadecimal digits, got ${shown(text)}`);
    },
  };
}

/** Given twice, a parameter is refused rather than guessed; one that the route does not know is left alone. */
export function readQuery<P extends Parameters>(parameters: P, query: URLSearchParams): ValuesOf<P> {
  const values = Object.entries(parameters).map(([name, parameter]) => {
    const texts = query.getAll(name);
    if (texts.length > 1) throw new HttpProblem(400, `expected "${name}" once, got it ${texts.length} times`);
    return [name, parameter.read(texts[0] ?? null, name)] as const;
  });
  return Object.fromEntries(values) as ValuesOf<P>;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
