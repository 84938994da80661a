/** The 11 rules of Incoterms 2020 (ICC publication 723). */
const CURRENT: Readonly<Record<string, string>> = {
  EXW: 'Ex Works',
  FCA: 'Free Carrier',
  CPT: 'Carriage Paid To',
  CIP: 'Carriage and Insurance Paid To',
  DAP: 'Delivered at Place',
  DPU: 'Delivered at Place Unloaded',
  DDP: 'Delivered Duty Paid',
  FAS: 'Free Alongside Ship',
  FOB: 'Free On Board',
  CFR: 'Cost and Freight',
  CIF: 'Cost, Insurance and Freight',
};

/** The year of the edition that no longer has it, and what took its place. */
const RETIRED: Readonly<Record<string, readonly [since: number, replacedBy: string]>> = {
  DAT: [2020, 'DPU'],
  DAF: [2010, 'DAP'],
  DES: [2010, 'DAP'],
  DDU: [2010, 'DAP'],
  DEQ: [2010, 'DPU'],
  FOA: [1990, 'FCA'],
  FOR: [1990, 'FCA'],
  FOT: [1990, 'FCA'],
  FRC: [1990, 'FCA'],
  DCP: [1990, 'CPT'],
};

/** For the carriage by sea and inland waterway alone. */
const BY_WATER: readonly string[] = ['FAS', 'FOB', 'CFR', 'CIF'];

export interface Incoterm {
  readonly status: 'current' | 'retired' | 'unknown';
  /** The three letters, in upper case. */
  readonly term: string;
  readonly name?: string;
  readonly byWaterOnly: boolean;
  /** Since which edition it is retired. */
  readonly since?: number;
  readonly replacedBy?: string;
}

/** The term of a text such as `FCA`, `fob Mombasa` or `CIF, Mombasa`. */
export function readIncoterm(text: string): Incoterm {
  const term = text
    .trim()
    .split(/[^\p{L}\p{N}]/u, 1)[0]
    .toUpperCase();
  const byWaterOnly = BY_WATER.includes(term);
  if (Object.hasOwn(CURRENT, term)) return { status: 'current', term, name: CURRENT[term], byWaterOnly };
  if (!Object.hasOwn(RETIRED, term)) return { status: 'unknown', term, byWaterOnly };
  const [since, replacedBy] = RETIRED[term];
  return { status: 'retired', term, byWaterOnly, since, replacedBy };
}
