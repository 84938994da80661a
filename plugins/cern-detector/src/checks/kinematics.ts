import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly pt: readonly string[];
  readonly eta: readonly string[];
  readonly phi: readonly string[];
  readonly region: readonly string[];
  readonly max_abs_eta: number;
  readonly barrel_edge: number;
}

const DEFAULTS: Options = { ...DILEPTON_COLUMNS, region: [], max_abs_eta: 2.4, barrel_edge: 1.479 };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** A limit that was stored as a float32 may lie just above it: 2.4 is 2.4000000954 there, and π 3.1415927. */
const asStored = (limit: number) => Math.max(limit, Math.fround(limit));

/** Momenta are positive, angles possible, and what is marked as of the barrel lies there. */
export const kinematicsCheck = (api: HostApi): RowCheck => {
  const { number, tolerance } = optionKinds(api);
  const { Type } = api;
  const list = (fallback: readonly string[], description: string) =>
    Type.Optional(Type.Array(Type.String({ minLength: 1 }), { default: [...fallback], description }));
  return {
    kind: 'row',
    name: 'kinematics',
    description: 'pt is above 0, |eta| within acceptance, |phi| at most pi, and a particle marked EB within the barrel',
    options: Type.Object(
      {
        pt: list(DEFAULTS.pt, 'columns of transverse momenta; an empty list leaves them out'),
        eta: list(DEFAULTS.eta, 'columns of pseudorapidities; an empty list leaves them out'),
        phi: list(DEFAULTS.phi, 'columns of azimuths in radians; an empty list leaves them out'),
        region: list(DEFAULTS.region, 'text columns with EB (barrel) or EE (endcap), in the order of eta'),
        max_abs_eta: number(DEFAULTS.max_abs_eta, 'largest |eta| that passes: 2.4 for muons, 2.5 for electrons', { exclusiveMinimum: 0 }),
        barrel_edge: number(DEFAULTS.barrel_edge, 'largest |eta| of the barrel', { exclusiveMinimum: 0 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns(options) {
      const { pt, eta, phi, region } = readOptions(options);
      return [...pt, ...eta, ...phi, ...region];
    },

    judge(batch, options, _context, verdicts) {
      const { pt, eta, phi, region, max_abs_eta: maxEta, barrel_edge: edge } = readOptions(options);
      verdicts.fill(2);
      const rule = (name: string, holds: (value: number, row: number) => boolean) => {
        const values = batch.numbers(name);
        for (let row = 0; row < batch.rows; row++) {
          if (Number.isNaN(values[row])) continue;
          if (!holds(values[row], row)) verdicts[row] = 1;
          else if (verdicts[row] === 2) verdicts[row] = 0;
        }
      };
      for (const name of pt) rule(name, (value) => value > 0);
      for (const name of eta) rule(name, (value) => Math.abs(value) <= asStored(maxEta));
      for (const name of phi) rule(name, (value) => Math.abs(value) <= asStored(Math.PI));
      for (const [index, name] of region.entries()) {
        const { codes, dictionary, valid } = batch.text(name);
        const isBarrel = dictionary.map((text) => text === 'EB');
        rule(eta[index], (value, row) => (valid && valid[row] === 0) || !isBarrel[codes[row]] || Math.abs(value) <= asStored(edge));
      }
    },

    expectation(options) {
      const { pt, eta, phi, region, max_abs_eta: maxEta } = readOptions(options);
      if (pt.length + eta.length + phi.length === 0) {
        throw new api.UsageError('OADS_CHECK_OPTIONS', 'kinematics: expected columns of pt, eta or phi, got none');
      }
      if (region.length > eta.length) {
        throw new api.UsageError(
          'OADS_CHECK_OPTIONS',
          `kinematics: expected at most one region for each eta, got ${region.length} for ${eta.length}`,
        );
      }
      const rules = [
        pt.length > 0 && 'pt > 0',
        eta.length > 0 && `|eta| <= ${maxEta}`,
        phi.length > 0 && '|phi| <= pi',
        region.length > 0 && 'EB in the barrel',
      ];
      return rules.filter(Boolean).join(', ');
    },
  };
};
