import type { BomComponent } from '../bom/make-bom.mjs';

export function makeControl(about: {
  readonly version: string;
  readonly architecture: string;
  readonly description: string;
  readonly bytes: number;
}): string;
export function makeCopyright(components: readonly BomComponent[]): string;
export function makeChangelog(about: { readonly version: string; readonly epoch: number }): string;
