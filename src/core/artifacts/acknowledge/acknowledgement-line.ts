import { createHash } from 'node:crypto';
import { isValid } from '../../schema/validate.ts';
import { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';

/** Longer lines are neither written nor read. */
export const MAX_LINE_BYTES = 65_536;

export type AcknowledgementDraft = Omit<Acknowledgement, 'schema' | 'id' | 'previous'>;

/** The line without its newline. */
export function encodeLine(draft: AcknowledgementDraft, previous: string | null): { line: string; entry: Acknowledgement } {
  const { time, pipeline, run_id, input_digest, key, verdict, note, by, score, rank, trust_level } = draft;
  const said = { schema: 'oads/acknowledgement/v1' as const, time, pipeline, run_id, input_digest, key, verdict, note, by };
  const content = { ...said, score, rank, trust_level, previous };
  const entry: Acknowledgement = { ...content, id: idOf(JSON.stringify(content)) };
  return { line: JSON.stringify(entry), entry };
}

/** Undefined for what is no line of the log, or was altered since by as much as a blank: its id stands last, and is made of all before it. */
export function decodeLine(line: string): Acknowledgement | undefined {
  const [, content, id] = /^(.*),"id":"([0-9a-f]{16})"\}$/s.exec(line) ?? [];
  if (content === undefined || idOf(`${content}}`) !== id) return undefined;
  try {
    const json: unknown = JSON.parse(line);
    return isValid(Acknowledgement, json) ? json : undefined;
  } catch {
    return undefined;
  }
}

export function sha256Of(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function idOf(content: string): string {
  return sha256Of(content).slice(0, 16);
}

/** What names a row: its key columns, or its place in the input where the pipeline has no key. */
export function keyOfRow({ key, row }: Pick<TopAnomaly, 'key' | 'row'>): Acknowledgement['key'] {
  return Object.keys(key).length > 0 ? key : { row };
}

/** The same key in one text, whatever the order of its columns. */
export function keyText(key: Acknowledgement['key']): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function markKey(inputDigest: string, key: Acknowledgement['key']): string {
  return `${inputDigest} ${keyText(key)}`;
}
