import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import type { HeldBasket } from '../objects/basket-object.ts';
import type { RootObject } from '../objects/object-reader.ts';
import { type BranchLayout, layOut } from './lay-out.ts';

/** A basket: entries [from, to), in the file at `seek` or within the tree's record. */
export interface BasketPlace {
  readonly from: number;
  readonly to: number;
  readonly seek: number;
  readonly bytes: number;
  readonly held?: HeldBasket;
}

export interface Branch {
  readonly name: string;
  readonly layout: BranchLayout;
  readonly baskets: readonly BasketPlace[];
}

export interface TreeDescription {
  readonly entries: number;
  readonly branches: readonly Branch[];
  readonly unsupported: ReadonlyMap<string, string>;
}

/** The branches of a tree that hold values, in the tree's order. */
export function describeTree(tree: RootObject): TreeDescription {
  const entries = toCount(tree.fEntries, 'the entries of the tree');
  const branches: Branch[] = [];
  const unsupported = new Map<string, string>();
  const seen = new Set<RootObject>();
  const walk = (list: unknown, prefix: string): void => {
    for (const branch of listOf(list)) {
      // A reference back to a branch above would never end.
      if (seen.has(branch)) throw new Damage('a branch stands in the tree twice');
      if (seen.add(branch).size > LIMITS.branches) throw new Damage(`more than ${LIMITS.branches} branches`);
      const name = nameBranch(prefix, textOf(branch.fName));
      const inner = listOf(branch.fBranches);
      const layout = layOut(branch, inner.length > 0);
      if (layout && 'reason' in layout) unsupported.set(name, layout.reason);
      else if (layout) branches.push({ name, layout, baskets: listBaskets(branch, name, entries) });
      walk(branch.fBranches, inner.length > 0 ? name : prefix);
    }
  };
  walk(tree.fBranches, '');
  return { entries, branches, unsupported };
}

/** Branches of an object are named `muon.pt`, or `pt` within `muon`: a name that ends in a dot is a prefix of its own. */
function nameBranch(prefix: string, name: string): string {
  const own = name.replace(/\[.*$/, '');
  if (prefix === '' || own.startsWith(`${prefix.replace(/\.$/, '')}.`)) return own;
  return prefix.endsWith('.') ? prefix + own : `${prefix}.${own}`;
}

function listBaskets(branch: RootObject, name: string, entries: number): BasketPlace[] {
  const what = `branch ${show(name)}`;
  if (typeof branch.fFileName === 'string' && branch.fFileName !== '') {
    throw new Damage(`${what}: its baskets are in another file, ${show(branch.fFileName)}`, { kind: 'unsupported' });
  }
  const first = toCount(branch.fFirstEntry ?? 0, `${what}: first entry`);
  const ownEntries = toCount(branch.fEntries, `${what}: entries`);
  const written = toCount(branch.fWriteBasket, `${what}: baskets`);
  if (written > LIMITS.baskets) throw new Damage(`${what}: more than ${LIMITS.baskets} baskets`);
  const seeks = arrayOf(branch.fBasketSeek);
  const sizes = arrayOf(branch.fBasketBytes);
  const starts = arrayOf(branch.fBasketEntry);
  const held = listOf(branch.fBaskets).map((basket) => basket.basket as HeldBasket | undefined);
  const baskets: Omit<BasketPlace, 'to'>[] = [];
  for (let index = 0; index <= written && index < starts.length; index++) {
    const from = toCount(starts[index], `${what}: basket ${index}`);
    if (index < written && Number(seeks[index]) > 0) {
      baskets.push({
        from,
        seek: toCount(seeks[index], `${what}: basket ${index}`),
        bytes: toCount(sizes[index], `${what}: basket ${index}`),
      });
    } else if (held[index]) baskets.push({ from, seek: 0, bytes: 0, held: held[index] });
  }
  const places = baskets.map((basket, index) => ({ ...basket, to: baskets[index + 1]?.from ?? ownEntries + first }));
  let next = first;
  for (const { from, to } of places) {
    if (from !== next || to <= from)
      throw new Damage(`${what}: its baskets do not follow one another (entry ${next}, then ${from} to ${to})`);
    next = to;
  }
  if (first !== 0 || ownEntries !== entries || (entries > 0 && next !== entries)) {
    throw new Damage(`${what}: expected ${entries} entries, got ${next - first} in baskets`);
  }
  return places;
}

export function listOf(list: unknown): RootObject[] {
  const items = (list as { arr?: unknown } | null | undefined)?.arr;
  return Array.isArray(items) ? items.map((item: unknown) => (item && typeof item === 'object' ? (item as RootObject) : {})) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function arrayOf(value: unknown): ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as ArrayLike<unknown>) : [];
}

function toCount(value: unknown, what: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 0) throw new Damage(`${what}: expected a count, got ${String(value).slice(0, 40)}`);
  return count;
}
