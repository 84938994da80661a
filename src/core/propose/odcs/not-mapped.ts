import type { NotMapped } from '../proposal.ts';

/** What of a data contract a config cannot say; what stands at many places in the same way is one entry. */
export class Unmapped {
  readonly #found = new Map<string, { path: string; what: string; why: string; count: number }>();

  add(path: string, what: string, why: string): void {
    const alike = `${path.replaceAll(/\[\d+\]/g, '[]')} ${what} ${why}`;
    const known = this.#found.get(alike);
    if (known) known.count++;
    else this.#found.set(alike, { path, what, why, count: 1 });
  }

  list(): NotMapped[] {
    return [...this.#found.values()].map(({ path, what, why, count }) => ({
      path,
      what: count > 1 ? `${what} (and so at ${count - 1} more ${count === 2 ? 'place' : 'places'})` : what,
      why,
    }));
  }
}

export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** YAML 1.1 and quotes: `yes` and `"true"` are meant as true. */
export function isYes(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|yes|y|on)$/i.test(value.trim()));
}

/** Says that something is not so, or nothing. */
export function isNo(value: unknown): boolean {
  return (
    value === false || value === null || value === undefined || (typeof value === 'string' && /^(?:false|no|n|off)$/i.test(value.trim()))
  );
}

/** The objects of a list, or the one that stands in its place; what else stands there is listed. */
export function entriesOf(value: unknown, path: string, unmapped: Unmapped): { readonly node: Node; readonly path: string }[] {
  if (isNode(value)) return [{ node: value, path }];
  if (!Array.isArray(value)) {
    if (value !== undefined && value !== null) unmapped.add(path, show(value), 'no list');
    return [];
  }
  return value.flatMap((node, index) => {
    if (isNode(node)) return [{ node, path: `${path}[${index}]` }];
    if (node !== null) unmapped.add(`${path}[${index}]`, show(node), 'a text for people, or no entry of the standard');
    return [];
  });
}

/** A value for people: short, on one line. */
export function show(value: unknown): string {
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))).replaceAll(/\s+/g, ' ').trim();
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
