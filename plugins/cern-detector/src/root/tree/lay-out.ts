import type { RootObject } from '../objects/object-reader.ts';
import { listOf, textOf } from './describe-tree.ts';
import { type ItemKind, KINDS, kindOfContainer, kindOfLeaf, kindOfStreamed } from './item-kinds.ts';

/** One value, or a fixed array of them, within an entry. */
export interface LeafLayout {
  /** Its name within the branch; empty where the branch has one leaf. */
  readonly name: string;
  readonly kind: ItemKind;
  readonly width: number;
}

/**
 * How an entry of a branch is written. `fixed`: leaves one after another. `list`: as many items as the bytes hold, after
 * `headBytes` of each entry. `vector`: a container with its own length. `text`: one text with its length.
 */
export type BranchLayout =
  | { readonly shape: 'fixed'; readonly leaves: readonly LeafLayout[] }
  | { readonly shape: 'list'; readonly kind: ItemKind; readonly headBytes: number }
  | { readonly shape: 'vector'; readonly kind: ItemKind }
  | { readonly shape: 'text' };

const STREAMED_STRING = new Set([65, 365]);
const STREAMED_CONTAINER = new Set([300, 500]);

/** The layout of a branch, why it is not read, or nothing for a branch that only holds others. */
export function layOut(branch: RootObject, hasInner: boolean): BranchLayout | { readonly reason: string } | undefined {
  const leaves = listOf(branch.fLeaves);
  if (branch._typename === 'TBranchElement') return layOutElement(branch, leaves, hasInner);
  if (branch._typename !== 'TBranch') return { reason: `a branch of class ${textOf(branch._typename) || 'unknown'}` };
  if (leaves.length === 0) return hasInner ? undefined : { reason: 'a branch without leaves' };
  const layouts: LeafLayout[] = [];
  for (const leaf of leaves) {
    const className = textOf(leaf._typename);
    const kind = kindOfLeaf(className, leaf.fIsUnsigned === true);
    const width = Number(leaf.fLen);
    if (!kind) return { reason: `a leaf of class ${className || 'unknown'}` };
    if (!Number.isInteger(width) || width < 1 || width > 1_000_000) return { reason: `a leaf of ${width} values` };
    if (kind === KINDS.text) return leaves.length === 1 ? { shape: 'text' } : { reason: 'a text among other leaves' };
    if (leaf.fLeafCount) {
      if (leaves.length > 1) return { reason: 'a list among other leaves' };
      return width === 1 ? { shape: 'list', kind, headBytes: 0 } : { reason: `a list of arrays of ${width}` };
    }
    layouts.push({ name: leaves.length === 1 ? '' : textOf(leaf.fName), kind, width });
  }
  return { shape: 'fixed', leaves: layouts };
}

function layOutElement(branch: RootObject, leaves: readonly RootObject[], hasInner: boolean): ReturnType<typeof layOut> {
  const role = Number(branch.fType);
  const type = Number(branch.fStreamerType);
  const className = textOf(branch.fClassName);
  // The branch of a split collection holds how many items each entry has; that of a split object or of a base class nothing.
  if (role === 3 || role === 4) return { shape: 'fixed', leaves: [{ name: '', kind: KINDS.i32, width: 1 }] };
  if (hasInner || role === 1 || role === 2) return undefined;
  const width = leaves.length === 1 ? Number(leaves[0].fLen) : 1;
  const basic = type > 0 && type < 60 ? kindOfStreamed(type % 20) : undefined;
  // Members of the items of a split collection: as many as its count says.
  if (role === 31 || role === 41) return basic && type < 20 ? { shape: 'list', kind: basic, headBytes: 0 } : unread(type, className);
  if (basic && type < 20) return { shape: 'fixed', leaves: [{ name: '', kind: basic, width: 1 }] };
  if (basic && type < 40 && Number.isInteger(width) && width > 0 && width <= 1_000_000) {
    return { shape: 'fixed', leaves: [{ name: '', kind: basic, width }] };
  }
  // A member `T *x; //[n]`: a byte that says whether there is an array, then its items.
  if (basic) return { shape: 'list', kind: basic, headBytes: 1 };
  if (STREAMED_STRING.has(type) || kindOfStringClass(className)) return { shape: 'text' };
  const item = STREAMED_CONTAINER.has(type) || type === -1 ? kindOfContainer(className) : undefined;
  if (item && item !== KINDS.text) return { shape: 'vector', kind: item };
  return unread(type, className);
}

function kindOfStringClass(className: string): boolean {
  return className === 'string' || className === 'std::string' || className === 'TString';
}

function unread(type: number, className: string): { readonly reason: string } {
  return { reason: `objects of ${className ? `class ${className}` : 'an unknown class'} (type ${type})` };
}
