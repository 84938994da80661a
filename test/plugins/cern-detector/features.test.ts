import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureDistance } from '../../../plugins/cern-detector/src/histogram/measure-distance.ts';
import { MUON_MASS_GEV } from '../../../plugins/cern-detector/src/options/dilepton-columns.ts';
import { pairMass } from '../../../plugins/cern-detector/src/physics/pair-mass.ts';
import { SourceError } from '../../../src/core/errors.ts';
import { root } from '../../support/cli.ts';
import { computeWith, prepareWith } from './judge-plugin.ts';

const test = suite('cern-detector/features');
const near = (got: number, wanted: number, within: number) =>
  assert.ok(Math.abs(got - wanted) <= within, `${got} is not ${wanted} ± ${within}`);

/** The first event of the CMS dimuon table of 2011 (Zmumu_Run2011A.csv, CC-BY-4.0), and one with a muon unknown. */
const EVENT = {
  'Muon_pt_0:number': [54.7055, 1],
  'Muon_eta_0:number': [-0.432396, 0],
  'Muon_phi_0:number': [2.57421, 0],
  'Muon_pt_1:number': [34.2464, null],
  'Muon_eta_1:number': [-0.98848, null],
  'Muon_phi_1:number': [-0.498704, null],
};

test('of a pair of muons', () => {
  // From the four-momenta, computed in Python.
  const [mass, unknown] = computeWith('dilepton-mass', EVENT);
  near(mass, 89.88599386672006, 1e-9);
  assert.ok(Number.isNaN(unknown));
  near(computeWith('delta-phi', EVENT)[0], 3.072914, 1e-9);
  near(computeWith('delta-r', EVENT)[0], Math.hypot(0.556084, 3.072914), 1e-9);
  near(computeWith('pt-asymmetry', EVENT)[0], (54.7055 - 34.2464) / (54.7055 + 34.2464), 1e-12);
  near(computeWith('dilepton-pt', EVENT)[0], 20.673847894444, 1e-9);
  assert.equal(computeWith('leading', EVENT), [54.7055, 1]);
  assert.equal(computeWith('leading', EVENT, { columns: ['Muon_eta_0', 'Muon_eta_1'], absolute: true }), [0.98848, 0]);
});

test('the mass is that of the four-momenta, and exact for particles side by side', () => {
  const particle = fc.record({
    pt: fc.double({ min: 1, max: 500, noNaN: true }),
    eta: fc.double({ min: -2.5, max: 2.5, noNaN: true }),
    phi: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
  });
  fc.assert(
    fc.property(particle, particle, (one, other) => {
      const [a, b] = [one, other].map(({ pt, eta, phi }) => {
        const [x, y, z] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
        return { x, y, z, e: Math.hypot(x, y, z, MUON_MASS_GEV) };
      });
      const squared = (a.e + b.e) ** 2 - (a.x + b.x) ** 2 - (a.y + b.y) ** 2 - (a.z + b.z) ** 2;
      const scale = (a.e + b.e) ** 2;
      assert.ok(Math.abs(pairMass(one, other, MUON_MASS_GEV) ** 2 - squared) < 1e-12 * scale);
    }),
    { numRuns: 300, seed: 7 },
  );
  const muon = { pt: 400, eta: 2.1, phi: 1 };
  near(pairMass(muon, muon, MUON_MASS_GEV), 2 * MUON_MASS_GEV, 1e-9);
});

test('angles are taken the short way round', () => {
  const phi = { 'Muon_phi_0:number': [3.1, -3.1, 7], 'Muon_phi_1:number': [-3.1, 3.1, 7 - 2 * Math.PI] };
  const [one, other, turned] = computeWith('delta-phi', phi);
  near(one, 2 * Math.PI - 6.2, 1e-12);
  near(other, one, 1e-12);
  near(turned, 0, 1e-12);
});

test('counts and ratios', () => {
  assert.equal(
    computeWith('multiplicity', { 'nMuon:integer': [2, 0], 'nElectron:integer': [1, 3] }, { columns: ['nMuon', 'nElectron'] }),
    [3, 3],
  );
  const lumi = { 'delivered:number': [2, 0, 1], 'recorded:number': [1, 0, null] };
  const [half, none, unknown] = computeWith('recorded-fraction', lumi);
  assert.is(half, 0.5);
  assert.ok(Number.isNaN(none) && Number.isNaN(unknown));
  assert.equal(computeWith('rate-per-luminosity', { 'hlt_count:integer': [30], 'recorded:number': [0.5] }), [60]);
});

test('of a lumisection', () => {
  const rows = { 'run:integer': [7, 7, 7], 'ls:integer': [4, 4, 4], 'x:number': [1, null, 4] };
  assert.equal(computeWith('lumisection-events', rows), [3, 3, 3]);
  assert.equal(computeWith('lumisection-mean', rows, { column: 'x' }), [2.5, 2.5, 2.5]);
  assert.ok(computeWith('lumisection-mean', { ...rows, 'x:number': [null, null, null] }, { column: 'x' }).every(Number.isNaN));
});

test('histogram-distance: beside the reference, by each measure', async () => {
  const options = { column: 'x', reference: 'x.json', min_rows: 2 };
  const prepared = await prepareWith('histogram-distance', options, '{"edges": [0, 1, 2, 3, 4], "counts": [250, 250, 250, 250]}');
  const compute = (values: (number | null)[], over = {}) =>
    computeWith(
      'histogram-distance',
      { 'run:integer': values.map(() => 1), 'ls:integer': values.map(() => 1), 'x:number': values },
      { ...options, ...over },
      prepared,
    );
  const even = [0.5, 1.5, 2.5, 3.5];
  assert.equal(compute(even), [0, 0, 0, 0]);
  assert.equal(compute(even, { distance: 'ks' }), [0, 0, 0, 0]);
  assert.equal(compute(even, { distance: 'emd' }), [0, 0, 0, 0]);
  assert.ok(compute(even, { min_rows: 5 }).every(Number.isNaN));
  // All in the first bin: the distribution functions differ by .75, .5 and .25 at the inner edges.
  const first = [0.2, 0.4, 0.6, null];
  near(compute(first, { distance: 'ks' })[0], 0.75 * Math.sqrt((3 * 1000) / 1003), 1e-12);
  near(compute(first, { distance: 'emd' })[0], 1.5 / Math.sqrt(1.25), 1e-12);
  // Four values are expected to be one in each bin: Σ (√(m/n) s − √(n/m) r)² / (s + r) over 3 degrees of freedom.
  const term = (s: number, r: number) => (Math.sqrt(1000 / 4) * s - Math.sqrt(4 / 1000) * r) ** 2 / (s + r);
  near(compute([0.1, 0.2, 0.3, 0.4])[0], (term(4, 250) + 3 * term(0, 250)) / 3, 1e-12);
  // With two values, two bins count together; what lies beyond the edges, where none is expected, counts as if one were.
  const wide = (s: number, r: number) => (Math.sqrt(1000 / 2) * s - Math.sqrt(2 / 1000) * r) ** 2 / (s + r);
  near(compute([99, 99])[0], 2 * wide(0, 500) + wide(2, 500), 1e-12);
});

test('histogram-distance: chi2 is about 1 whatever the number of values', () => {
  let state = 1;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const reference = {
    edges: Float64Array.from({ length: 21 }, (_, at) => at / 20),
    counts: new Float64Array(20).fill(1000),
    below: 0,
    above: 0,
  };
  for (const n of [60, 600, 6000]) {
    const values = Array.from({ length: 40 }, () => measureDistance(Float64Array.from({ length: n }, random), reference, 'chi2'));
    near(values.reduce((all, value) => all + value, 0) / values.length, 1, 0.2);
  }
});

test('histogram-distance: chi2 sees what lies where next to nothing is expected, but one value there does not outweigh all', () => {
  const measure = (edges: number[], counts: number[], values: number[]) =>
    measureDistance(
      Float64Array.from(values),
      { edges: Float64Array.from(edges), counts: Float64Array.from(counts), below: 0, above: 0 },
      'chi2',
    );
  const many = (value: number, times: number) => new Array<number>(times).fill(value);
  assert.ok(measure([0, 1, 2], [1000, 10], many(1.5, 30)) > 100, 'all in the rare bin');
  assert.ok(measure([0, 1, 2], [10, 1000], many(0.5, 30)) > 100, 'in front of the main one');
  assert.ok(measure([0, 0.1, 0.5, 1], [100_000, 30, 20], many(0.19, 1000)) > 100, 'rare bins together');
  assert.ok(measure([0, 1, 2], [1000, 0], many(1.5, 30)) > 100, 'where none was');
  assert.ok(measure([0, 1, 2], [1_000_000, 0], [...many(0.5, 30), 1.5]) < 1, 'a single one where none was');
  assert.ok(measure([0, 1, 2], [1000, 10], many(0.5, 30)) < 1, 'as expected');
  assert.ok(Number.isNaN(measure([0, 1, 2], [1, 1], [0.5])), 'one value tells nothing of two bins');
});

test('histogram-distance: the reference may be a histogram of a ROOT file', async () => {
  const file = readFileSync(path.join(root, 'test/fixtures/root/histogram.root'));
  const options = { column: 'x', reference: 'dqm.root', histogram: 'DQM/occupancy', min_rows: 1 };
  const prepared = (await prepareWith('histogram-distance', options, file)) as { edges: Float64Array; counts: Float64Array };
  assert.equal([...prepared.edges], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.equal([...prepared.counts], [50, 49, 0, 51, 900, 48, 50, 52, 0, 50]);
  const refusal = async (histogram: string, bytes: Uint8Array) => {
    const error = await prepareWith('histogram-distance', { ...options, histogram }, bytes).catch((thrown: unknown) => thrown);
    assert.instance(error, SourceError);
    return (error as Error).message;
  };
  assert.match(await refusal('DQM/none', file), /^dqm\.root: expected a histogram "DQM\/none", got none among/);
  assert.match(await refusal('DQM/occupancy', Buffer.from('{}')), /^dqm\.root: expected a ROOT file/);
});

test('histogram-distance: what is no histogram is refused', async () => {
  const bad = {
    x: /what is no JSON/,
    null: /something else/,
    '{"edges": [0, 1], "counts": [1]}': /2 to 10000 counts, got 1/,
    '{"edges": [0, 1], "counts": [1, 2]}': /3 edges for 2 counts, got 2/,
    '{"edges": [0, 2, 1], "counts": [1, 2]}': /rising edges, got 1 behind 2/,
    '{"edges": [0, 1, 2], "counts": [1, -2]}': /counts of 0 or more, got something else at place 1/,
    '{"edges": [0, 1, "2"], "counts": [1, 2]}': /edges that are numbers/,
    '{"edges": [0, 1, 2], "counts": [0, 0]}': /some count above 0, got none/,
    '{"edges": [0, 1, 2], "counts": [1, 1], "below": -1}': /below and above/,
  };
  for (const [text, message] of Object.entries(bad)) {
    let got = '';
    await prepareWith('histogram-distance', { reference: 'r.json' }, text).catch((error: Error) => (got = error.message));
    assert.match(got, message, text);
  }
});

test.run();
