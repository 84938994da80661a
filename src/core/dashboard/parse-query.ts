import { isPipelineName } from '../artifacts/artifact-names.ts';
import { HttpProblem } from './http-problem.ts';

/** One query parameter; null when absent. Given twice, it is refused rather than guessed. */
export function readText(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  if (values.length > 1) throw new HttpProblem(400, `expected "${name}" once, got it ${values.length} times`);
  return values[0] ?? null;
}

export function readInteger(query: URLSearchParams, name: string, range: { min: number; max: number; fallback: number }): number {
  const text = readText(query, name);
  if (text === null) return range.fallback;
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= range.min && value <= range.max)) {
    throw new HttpProblem(400, `expected "${name}" to be an integer from ${range.min} to ${range.max}, got ${shown(text)}`);
  }
  return value;
}

export function readChoice<T extends string>(query: URLSearchParams, name: string, choices: readonly T[]): T | null {
  const text = readText(query, name);
  if (text === null) return null;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new HttpProblem(400, `expected "${name}" to be one of ${choices.join(', ')}, got ${shown(text)}`);
  return choice;
}

export function readPipeline(query: URLSearchParams): string | null {
  const text = readText(query, 'pipeline');
  if (text !== null && !isPipelineName(text)) {
    throw new HttpProblem(
      400,
      `expected "pipeline" to be a pipeline's name (lower-case letters, digits, dot, dash, underscore), got ${shown(text)}`,
    );
  }
  return text;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
