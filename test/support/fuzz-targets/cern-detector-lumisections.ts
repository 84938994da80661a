import { parseRates } from '../../../plugins/cern-detector/src/checks/trigger/parse-rates.ts';
import { parseGolden } from '../../../plugins/cern-detector/src/golden/parse-golden.ts';
import { parseHistogram } from '../../../plugins/cern-detector/src/histogram/reference-histogram.ts';
import register from '../../../plugins/cern-detector/src/register.ts';
import type { HostApi } from '../../../src/core/plugin/api.ts';
import type { FuzzTarget } from '../fuzz.ts';
import { hostApi, loadContext } from '../host-api.ts';

const LUMINOSITY = `#Data tag : 19v2 , Norm tag: None
#run:fill,ls,time,beamstatus,E(GeV),delivered(/pb),recorded(hz/ub),avgpu,source
297050:5839,12:12,06/16/17 20:55:44,STABLE BEAMS,6500,0.160000792,0.154234862,40.3,HFET
297050:5839,13:0,1497646567,"STABLE BEAMS",6500,1.6e-1,,40.2,HFET
#Summary:
#nfill,nrun,nls,ncms,totdelivered(/pb),totrecorded(/pb)
#1,1,2,2,0.3,0.15
`;

const LUMISECTION = {
  id: '355100_7',
  type: 'lumisections',
  attributes: {
    run_number: 355100,
    lumisection_number: 7,
    start_time: '2022-07-05T14:50:01Z',
    beam1_stable: true,
    delivered_lumi_per_lumisection: 0.2,
    prescale_name: '1p6E34',
    bpix_ready: false,
  },
  meta: { row: { delivered_lumi_per_lumisection: { units: 'pb^{-1}' } } },
};

/** Everything that the plugin parses of text; its ROOT files have targets of their own. */
export async function fuzzTargets(): Promise<FuzzTarget[]> {
  const host = await hostApi();
  let given = Buffer.alloc(0);
  // The loaders read this instead of a file: opening a file for each mutant costs more than all parsing.
  const files: HostApi['files'] = {
    ...host.api.files,
    list: async (named) => [named].flat(),
    readWhole: async () => given,
    async *readLines() {
      yield { first: 1, lines: given.toString('utf8').split(/\r\n|\r|\n/) };
    },
  };
  const { loaders = [] } = await register({ ...host, api: { ...host.api, files } });
  const bytes = (...texts: string[]) => texts.map((text) => Buffer.from(text));
  const ofLoader = (name: string, file: string, seeds: Uint8Array[]): FuzzTarget => ({
    name,
    seeds,
    async parse(mutant) {
      given = Buffer.from(mutant);
      const loader = loaders.find((candidate) => candidate.name === name);
      let rows = 0;
      for await (const batch of loader?.load({ path: file }, loadContext()) ?? []) rows += batch.rows;
      return rows;
    },
  });
  const ofText = (name: string, seeds: Uint8Array[], parse: (text: string) => unknown): FuzzTarget => ({
    name,
    seeds,
    parse: async (mutant) => parse(new TextDecoder().decode(mutant)),
  });
  const list = [{ ...LUMISECTION.attributes }, { ...LUMISECTION.attributes, lumisection_number: 8 }];
  return [
    ofLoader('brilcalc', 'lumi.csv', bytes(LUMINOSITY)),
    ofLoader('oms', 'oms.json', bytes(JSON.stringify({ data: [LUMISECTION, LUMISECTION] }), JSON.stringify(list))),
    ofText('golden JSON', bytes('{"297050": [[12, 137], [193, 776]],\n "297056": []}'), (text) =>
      parseGolden(host.api, text, 'golden.json'),
    ),
    ofText('histogram', bytes('{"edges": [0, 1, 2.5], "counts": [7, 0], "below": 1}'), (text) => parseHistogram(host.api, text, 'h.json')),
    ofText('rates', bytes('{"3": 1250.5, "4/HLT_IsoMu27": 7}'), (text) => parseRates(host.api, text, 'rates.json')),
  ];
}
