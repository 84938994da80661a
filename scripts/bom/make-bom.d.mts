import type { Component } from './list-components.mjs';

export interface BomComponent {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly expression?: string; readonly license?: { readonly id?: string; readonly name?: string } }[];
  readonly purl: string;
  readonly evidence?: { readonly occurrences: readonly { readonly location: string }[] };
}

export interface Bom {
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: BomComponent };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly { readonly aggregate: string; readonly assemblies: readonly string[] }[];
}

export function makeBom(
  components: readonly Component[],
  about: { readonly name: string; readonly version: string; readonly sha256: string; readonly epoch: number },
): Bom;
