import { defuseCell } from '../../schema/defuse-cell.ts';
import { escapeControls } from '../../schema/escape-controls.ts';
import type { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import type { MarkLog } from './read-log.ts';

export type Label = Pick<Acknowledgement, 'key' | 'time' | 'note' | 'by' | 'run_id'> & { readonly verdict: 'confirmed' | 'false_alarm' };

export const LABEL_FORMATS = ['csv', 'ndjson'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];
const COLUMNS = ['verdict', 'time', 'note', 'by', 'run_id'] as const;

/** The marks that hold, in the order in which they were said: where two inputs hold the same key, the later one comes last. */
export function listLabels(log: MarkLog): Label[] {
  return [...log.newest.values()].flatMap(({ key, verdict, time, note, by, run_id }) =>
    verdict === 'withdrawn' ? [] : [{ key, verdict, time, note, by, run_id }],
  );
}

export function encodeLabels(labels: readonly Label[], format: LabelFormat): string {
  if (format === 'ndjson') return labels.map((label) => `${escapeControls(JSON.stringify(label))}\n`).join('');
  const keys = [...new Set(labels.flatMap(({ key }) => Object.keys(key)))];
  const lines = labels.map((label) => [...keys.map((name) => label.key[name] ?? null), ...COLUMNS.map((name) => label[name])]);
  return [[...keys, ...COLUMNS.map((name) => labelColumn(name, keys))], ...lines]
    .map((line) => `${line.map(encodeCell).join(',')}\r\n`)
    .join('');
}

/** A column of the key keeps its name: what is added beside it gets a line below. */
export function labelColumn(name: (typeof COLUMNS)[number], keys: readonly string[]): string {
  return keys.includes(name) ? labelColumn(`${name}_` as typeof name, keys) : name;
}

/** RFC 4180. */
function encodeCell(value: string | number | boolean | null): string {
  const text = defuseCell(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
