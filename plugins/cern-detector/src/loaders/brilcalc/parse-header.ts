import type { HostApi } from '@oads/cli/plugin';

/** Which cell of a row holds what, and what makes /pb of its luminosities. */
export interface BrilcalcHeader {
  readonly cells: number;
  readonly places: ReadonlyMap<string, number>;
  readonly toInversePicobarn: { readonly delivered: number; readonly recorded: number };
  /** Columns that no one reads. */
  readonly ignored: readonly string[];
}

/** 2^18 orbits of the LHC. */
export const SECONDS_PER_LUMISECTION = 23.31;

const TO_INVERSE_PICOBARN: Readonly<Record<string, number>> = {
  '/fb': 1e3,
  '/pb': 1,
  '/nb': 1e-3,
  '/ub': 1e-6,
  '/mb': 1e-9,
  '/b': 1e-12,
  // A rate over the lumisection.
  'hz/nb': SECONDS_PER_LUMISECTION * 1e-3,
  'hz/ub': SECONDS_PER_LUMISECTION * 1e-6,
  'hz/mb': SECONDS_PER_LUMISECTION * 1e-9,
};

const REQUIRED = ['run:fill', 'ls', 'delivered', 'recorded'];
const KNOWN = [...REQUIRED, 'time', 'beamstatus', 'e', 'avgpu', 'source'];

/** `#run:fill,ls,time,beamstatus,E(GeV),delivered(/pb),recorded(/pb),avgpu,source`, with or without the hash. */
export function parseHeader(api: HostApi, line: string, where: string): BrilcalcHeader {
  const refuse = (expected: string, got: string, hint: string) =>
    new api.SourceError('OADS_SOURCE_FORMAT', `${where}: expected ${expected}, got ${got.slice(0, 200)}`, { hint });
  const names = line
    .replace(/^#/, '')
    .split(',')
    .map((cell) => /^\s*([^(]*?)\s*(?:\(([^)]*)\))?\s*$/.exec(cell.slice(0, 100)))
    .map((match) => ({ name: (match?.[1] ?? '').toLowerCase(), unit: (match?.[2] ?? '').toLowerCase() }));
  const places = new Map<string, number>();
  const ignored: string[] = [];
  for (const [place, { name }] of names.entries()) {
    if (!KNOWN.includes(name)) ignored.push(name);
    else if (places.has(name)) throw refuse('each column once', `"${name}" twice`, 'write the table with brilcalc itself');
    else places.set(name, place);
  }
  const missing = REQUIRED.filter((name) => !places.has(name));
  if (missing.length > 0) {
    const hint = missing.includes('ls')
      ? 'a row must be a lumisection: run `brilcalc lumi --byls --output-style csv`'
      : 'run `brilcalc lumi --byls --output-style csv`';
    throw refuse(`the columns ${REQUIRED.join(', ')}`, names.map(({ name }) => name).join(', '), hint);
  }
  const scaleOf = (name: string) => {
    const { unit } = names[places.get(name) as number];
    const scale = TO_INVERSE_PICOBARN[unit];
    if (scale === undefined)
      throw refuse(`a unit of ${name} such as /pb or hz/ub`, unit === '' ? 'none' : unit, 'run brilcalc with -u /pb');
    return scale;
  };
  return { cells: names.length, places, toInversePicobarn: { delivered: scaleOf('delivered'), recorded: scaleOf('recorded') }, ignored };
}
