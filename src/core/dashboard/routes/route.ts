import type { Request, Response } from 'polka';
import type { TSchema } from 'typebox';
import type { Context } from '../context.ts';
import type { Parameters, ValuesOf } from './parameters.ts';

/** A kind of answer, as the OpenAPI document tells it. */
export interface AnswerDescription {
  readonly description: string;
  /** By media type; null: a text without a schema. */
  readonly content: Readonly<Record<string, TSchema | null>>;
}

export interface Asked<Query, Path> {
  readonly context: Context;
  readonly query: Query;
  readonly path: Path;
  readonly req: Request;
  readonly res: Response;
}

/** One route of the server, and all that its documentation is made from. */
export interface Route<Query extends Parameters = Parameters, Path extends Parameters = Parameters> {
  readonly method: 'GET' | 'POST';
  /** As polka spells it: `/api/runs/:id`. */
  readonly path: string;
  /** OpenAPI's operationId. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: Query;
  readonly pathParameters?: Path;
  /** What a POST carries, by media type (`readFields` reads it). */
  readonly body?: Readonly<Record<string, TSchema>>;
  /** `open`: answered without a sign-in. Else a GET asks for one where a token is configured, and a POST always does. */
  readonly access?: 'open';
  /** By status; the problems that every route may answer are not repeated. */
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** By status: problems of this route alone, or that mean more here than what `PROBLEMS` says. */
  readonly problems?: Readonly<Record<number, string>>;
  answer(asked: Asked<ValuesOf<Query>, ValuesOf<Path>>): Promise<void>;
}

/** Keeps the types of the parameters within the route, and lets routes of any parameters stand in one list. */
export function defineRoute<const Query extends Parameters, const Path extends Parameters>(route: Route<Query, Path>): Route {
  return route as unknown as Route;
}
