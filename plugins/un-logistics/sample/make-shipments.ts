import { makeRandom, type Random } from './random.ts';
import type { Shipment } from './shipment.ts';
import { LANES, MODES, ORDINARY_ITEMS, URGENT_ITEMS, VENDORS } from './world.ts';

const DAY_MS = 86_400_000;

interface Period {
  readonly seed: number;
  /** The first month. */
  readonly from: number;
  readonly months: number;
  readonly monthlyLines: number;
  readonly firstId: number;
}

/** Sound lines, those of a month with their deliveries in it, in the order of their delivery. */
export function makeShipments({ seed, from, months, monthlyLines, firstId }: Period): Shipment[] {
  const random = makeRandom(seed);
  const shipments: Shipment[] = [];
  const start = new Date(from);
  for (let month = 0; month < months; month++) {
    const first = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month, 1);
    const days = (Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month + 1, 1) - first) / DAY_MS;
    for (let line = 0; line < monthlyLines; line++) {
      const delivered = first + Math.floor((line / monthlyLines) * days) * DAY_MS;
      const last = shipments.at(-1);
      shipments.push(makeShipment(random, firstId + shipments.length, delivered, last?.delivered === delivered ? last : undefined));
    }
  }
  return shipments;
}

function makeShipment(random: Random, id: number, delivered: number, before: Shipment | undefined): Shipment {
  // One line in seven travels with the line before it: the same note, whose weight and freight it refers to.
  const together =
    before && typeof before.weight === 'number' && typeof before.freight === 'number' && random.uniform() < 0.15 ? before : undefined;
  const lane = together ? laneOf(together) : random.pick(LANES);
  const isUrgent = !together && random.uniform() < 0.1;
  // Nobody sends urgent items by sea.
  const mode = together?.mode ?? (isUrgent ? 'Air' : random.pickWeighted(lane.modes));
  const item = random.pick(isUrgent ? URGENT_ITEMS : ORDINARY_ITEMS);
  const { days, rate, kg } = MODES[mode];
  const isDirect = random.uniform() < 0.7;
  const ordered = together ? together.ordered : delivered - Math.max(3, Math.round(random.around(days * lane.remoteness, 0.3))) * DAY_MS;
  const weight = Math.max(1, Math.round(random.around(kg, 0.9)));
  const freight = Math.round(weight * random.around(rate * lane.remoteness, 0.35) * 100) / 100;
  const packPrice = Math.round(item.price * (0.9 + 0.2 * random.uniform()) * 100) / 100;
  const quantity = Math.max(1, Math.round(random.around(2500, 1)));
  const value = Math.round(quantity * packPrice * 100) / 100;
  const note = together?.note ?? `${isDirect ? 'ASN' : 'DN'}-${20_000 + id}`;
  const reference = together && `See ${together.note} (ID#:${together.id})`;
  return {
    id,
    project: `1${(id % 7) + 10}-${lane.code}-T30`,
    order: together?.order ?? `SCMS-${300_000 + id}`,
    note,
    country: lane.country,
    fulfilVia: isDirect ? 'Direct Drop' : 'From RDC',
    incoterm: isDirect ? random.pick(['EXW', 'FCA', 'CIP', 'DDP', 'DAP']) : 'N/A - From RDC',
    mode,
    ordered: together || random.uniform() < 0.95 ? ordered : undefined,
    scheduled: delivered - drawDelay(random) * DAY_MS,
    delivered,
    recorded: delivered + Math.floor(random.uniform() * 4) * DAY_MS,
    group: item.group,
    subClassification: item.subClassification,
    vendor: random.pick(VENDORS),
    item: item.name,
    unitsPerPack: item.unitsPerPack,
    quantity,
    packPrice,
    value,
    firstLine: random.uniform() < 0.68,
    weight: reference ?? weight,
    freight: reference ?? (random.uniform() < 0.08 ? 'Freight Included in Commodity Cost' : freight),
    insurance: Math.round(value * 0.0016 * 100) / 100,
  };
}

/** Days late: mostly on schedule, a quarter early, an eighth late. */
function drawDelay(random: Random): number {
  const kind = random.uniform();
  if (kind < 0.62) return 0;
  return kind < 0.87 ? -Math.round(random.around(5, 0.6)) : Math.round(random.around(7, 0.7));
}

function laneOf({ country }: Shipment) {
  return LANES.find((lane) => lane.country === country) ?? LANES[0];
}
