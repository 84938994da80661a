import type { Shipment } from './shipment.ts';
import { URGENT_ITEMS } from './world.ts';

const DAY_MS = 86_400_000;

type Change = (shipment: Shipment) => Partial<Shipment>;

/** What goes wrong in the month, the row it happens to, and how. The first five are for the model, the others for the checks. */
const CHANGES: readonly (readonly [what: string, isFit: (shipment: Shipment) => boolean, change: Change])[] = [
  [
    'a charter for 4 kg: 26000 USD by the kilogram',
    ({ mode, fulfilVia }) => mode === 'Air Charter' && fulfilVia === 'From RDC',
    () => ({ weight: 4, freight: 104_350.82 }),
  ],
  ['ocean freight forty times as dear', ({ mode }) => mode === 'Ocean', ({ freight }) => ({ freight: Math.round(Number(freight) * 40) })],
  [
    'weight with a digit too few',
    ({ mode }) => mode === 'Truck',
    ({ weight }) => ({ weight: Math.max(1, Math.round(Number(weight) / 100)) }),
  ],
  [
    'five months late',
    ({ mode, country }) => mode === 'Air' && country === 'Kenya',
    ({ scheduled, ordered }) => ({ scheduled: scheduled - 150 * DAY_MS, ordered: Number(ordered) - 160 * DAY_MS }),
  ],
  [
    'half a year early',
    ({ mode, country }) => mode === 'Air' && country === 'Nigeria',
    ({ scheduled }) => ({ scheduled: scheduled + 180 * DAY_MS }),
  ],
  ['delivered before it was ordered', ({ country }) => country === 'Uganda', ({ delivered }) => ({ ordered: delivered + 9 * DAY_MS })],
  ['recorded before it was delivered', ({ country }) => country === 'Haiti', ({ delivered }) => ({ recorded: delivered - 3 * DAY_MS })],
  ['value ten times quantity x price', ({ country }) => country === 'Zambia', ({ value }) => ({ value: value * 10 })],
  ['Incoterm DDU that 2010 retired', ({ incoterm }) => incoterm === 'DAP', () => ({ incoterm: 'DDU' })],
  [
    'malaria medicine by sea',
    ({ mode, country }) => mode === 'Ocean' && country === 'Mozambique',
    () => ({ group: 'ACT', subClassification: 'ACT', item: URGENT_ITEMS[0].name, unitsPerPack: URGENT_ITEMS[0].unitsPerPack }),
  ],
];

export interface Planted {
  readonly shipments: Shipment[];
  /** Id and what is wrong with it. */
  readonly planted: (readonly [number, string])[];
}

/** Each change goes to another line, from a twentieth of the month on; last, one line is there twice under two ids. */
export function plantAnomalies(sound: readonly Shipment[]): Planted {
  const shipments = [...sound];
  const planted: [number, string][] = [];
  const first = Math.floor(shipments.length / 20);
  const isFree = (shipment: Shipment, index: number) =>
    index >= first && hasFigures(shipment) && planted.every(([id]) => id !== shipment.id);
  for (const [what, isFit, change] of CHANGES) {
    const row = shipments.findIndex((shipment, index) => isFree(shipment, index) && isFit(shipment));
    if (row < 0) throw new Error(`no line is fit for: ${what}`);
    shipments[row] = { ...shipments[row], ...change(shipments[row]) };
    planted.push([shipments[row].id, what]);
  }
  const twice = shipments[shipments.findIndex(isFree)];
  const copy = { ...twice, id: shipments[shipments.length - 1].id + 1 };
  shipments.push(copy);
  planted.push([copy.id, `line ${twice.id} once more under another id`]);
  return { shipments, planted };
}

function hasFigures({ weight, freight, ordered }: Shipment): boolean {
  return typeof weight === 'number' && typeof freight === 'number' && ordered !== undefined;
}
