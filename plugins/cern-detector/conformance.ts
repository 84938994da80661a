import type { Fixtures } from '@oads/cli/plugin';

/** Written by the script beside them. */
const ROOT_FILES = '../../test/fixtures/root';

const LUMINOSITY = `#Data tag : test , Norm tag: None
#run:fill,ls,time,beamstatus,E(GeV),delivered(/pb),recorded(/pb),avgpu,source
297050:5839,12:12,06/16/17 20:55:44,STABLE BEAMS,6500,0.160000792,0.154234862,40.3,HFET
297050:5839,13:13,06/16/17 20:56:07,STABLE BEAMS,6500,0.159879482,0.151035165,40.2,HFET
297050:5839,14:14,not a time,STABLE BEAMS,6500,,0.152393937,40.2,HFET
`;
const HEADER = LUMINOSITY.split('\n').slice(0, 2).join('\n');
const LUMISECTION = {
  run_number: 355100,
  lumisection_number: 7,
  start_time: '2022-07-05T14:50:01Z',
  beam1_stable: true,
  beam2_stable: true,
  delivered_lumi_per_lumisection: 0.2,
  recorded_lumi_per_lumisection: 0.15,
  prescale_index: 3,
  bpix_ready: true,
};
const GOLDEN = '{"297050": [[12, 13]], "1": [[1, 4]]}';
const HISTOGRAM = '{"edges": [-2, -1, 0, 1, 2], "counts": [20, 40, 40, 20]}';

const number = (name: string) => ({ name, type: 'number' as const });
const integer = (name: string) => ({ name, type: 'integer' as const });
const LUMISECTIONS = [integer('run'), integer('ls')];
const PAIRS = [0, 1].flatMap((place) => ['pt', 'eta', 'phi', 'charge'].map((name) => number(`Muon_${name}_${place}`)));

const fixtures: Fixtures = {
  loaders: {
    root: { options: { path: `${ROOT_FILES}/tree.root`, tree: 'Events' } },
    nanoaod: { options: { path: `${ROOT_FILES}/ntuple.root` } },
    'root-histograms': [
      { options: { path: `${ROOT_FILES}/histogram.root` } },
      { options: { path: `${ROOT_FILES}/histogram.root`, rows: 'histograms' } },
    ],
    brilcalc: [
      {
        options: { path: 'lumi.csv' },
        empty: { path: 'none.csv' },
        files: { 'lumi.csv': LUMINOSITY, 'none.csv': `${HEADER}\n` },
      },
      { options: { path: 'lumi.csv', golden: 'golden.json' }, files: { 'lumi.csv': LUMINOSITY, 'golden.json': GOLDEN } },
    ],
    oms: {
      options: { path: 'lumisections.json' },
      empty: { path: 'none.json' },
      files: {
        'lumisections.json': JSON.stringify({ data: [7, 8, 9].map((at) => ({ attributes: { ...LUMISECTION, lumisection_number: at } })) }),
        'none.json': '{"data": []}',
      },
    },
  },
  checks: {
    'ls-gaps': [{ schema: LUMISECTIONS }, { options: { golden: 'golden.json' }, schema: LUMISECTIONS, files: { 'golden.json': GOLDEN } }],
    'ls-duplicates': { schema: LUMISECTIONS },
    'ls-order': [{ schema: [...LUMISECTIONS, { name: 'time', type: 'timestamp' }] }, { options: { by: 'source' }, schema: LUMISECTIONS }],
    golden: { options: { path: 'golden.json' }, schema: LUMISECTIONS, files: { 'golden.json': GOLDEN } },
    'recorded-fraction': { schema: [number('delivered'), number('recorded')] },
    'flags-in-stable-beams': {
      options: { flags: ['bpix_ready', 'rpc_ready'] },
      schema: ['beam1_stable', 'beam2_stable', 'bpix_ready', 'rpc_ready'].map((name) => ({ name, type: 'boolean' as const })),
    },
    'trigger-rate': [
      { options: { min_rows: 2 }, schema: [integer('prescale_index'), integer('hlt_count'), number('recorded')] },
      {
        options: { reference: 'rates.json' },
        schema: [integer('prescale_index'), integer('hlt_count'), number('recorded')],
        files: { 'rates.json': '{"1": 2.5, "2": 100}' },
      },
    ],
    occupancy: { options: { by: ['histogram'] }, schema: [{ name: 'histogram', type: 'text' }, number('content')] },
    'reference-histogram': {
      options: { column: 'x', reference: 'x.json', min_rows: 2 },
      schema: [...LUMISECTIONS, number('x')],
      files: { 'x.json': HISTOGRAM },
    },
    finite: { options: { columns: ['a', 'b'] }, schema: [number('a'), integer('b')] },
    kinematics: { schema: PAIRS },
    charge: { schema: PAIRS },
    'same-sign': { schema: PAIRS },
    'mass-window': { schema: PAIRS },
    'mass-peak': { options: { peak: 91, min_rows: 2 }, schema: [...LUMISECTIONS, ...PAIRS] },
    lengths: { options: { count: 'n', lengths: ['a', 'b'] }, schema: ['n', 'a', 'b'].map(integer) },
  },
  features: {
    'dilepton-mass': { schema: PAIRS },
    'dilepton-pt': { schema: PAIRS },
    'delta-phi': { schema: PAIRS },
    'delta-r': { schema: PAIRS },
    'pt-asymmetry': { schema: PAIRS },
    leading: [{ schema: PAIRS }, { options: { absolute: true }, schema: PAIRS }],
    multiplicity: { options: { columns: ['nMuon', 'nElectron'] }, schema: ['nMuon', 'nElectron'].map(integer) },
    'recorded-fraction': { schema: [number('delivered'), number('recorded')] },
    'rate-per-luminosity': { schema: [integer('hlt_count'), number('recorded')] },
    'lumisection-events': { schema: LUMISECTIONS },
    'lumisection-mean': { options: { column: 'x' }, schema: [...LUMISECTIONS, number('x')] },
    'histogram-distance': {
      options: { column: 'x', reference: 'x.json', min_rows: 2 },
      schema: [...LUMISECTIONS, number('x')],
      files: { 'x.json': HISTOGRAM },
    },
  },
};

export default fixtures;
