import type { Shipment } from './shipment.ts';

const HEADER =
  'ID,Project Code,PQ #,PO / SO #,ASN/DN #,Country,Managed By,Fulfill Via,Vendor INCO Term,Shipment Mode,PQ First Sent to Client Date,' +
  'PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client Date,Delivery Recorded Date,Product Group,Sub Classification,Vendor,' +
  'Item Description,Molecule/Test Type,Brand,Dosage,Dosage Form,Unit of Measure (Per Pack),Line Item Quantity,Line Item Value,Pack Price,' +
  'Unit Price,Manufacturing Site,First Line Designation,Weight (Kilograms),Freight Cost (USD),Line Item Insurance (USD)';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** As the SCMS delivery history is written: two forms of dates, notes in place of figures. */
export function toScmsCsv(shipments: readonly Shipment[]): string {
  return `${HEADER}\n${shipments.map(toLine).join('')}`;
}

function toLine(shipment: Shipment): string {
  const { id, unitsPerPack, packPrice, ordered } = shipment;
  const [molecule] = shipment.item.split(' ');
  const cells = [
    id,
    shipment.project,
    ordered === undefined ? 'Pre-PQ Process' : `FPQ-${id}`,
    shipment.order,
    shipment.note,
    shipment.country,
    'PMO - US',
    shipment.fulfilVia,
    shipment.incoterm,
    shipment.mode,
    ordered === undefined ? 'Pre-PQ Process' : toSlashes(ordered - 20 * DAY_MS),
    ordered === undefined ? 'Date Not Captured' : toSlashes(ordered),
    toDashes(shipment.scheduled),
    toDashes(shipment.delivered),
    toDashes(shipment.recorded),
    shipment.group,
    shipment.subClassification,
    shipment.vendor,
    shipment.item,
    molecule,
    'Generic',
    'N/A',
    'N/A',
    unitsPerPack,
    shipment.quantity,
    shipment.value.toFixed(2),
    packPrice.toFixed(2),
    (packPrice / unitsPerPack).toFixed(2),
    `${shipment.vendor}, plant 1`,
    shipment.firstLine ? 'Yes' : 'No',
    shipment.weight,
    shipment.freight,
    shipment.insurance.toFixed(2),
  ];
  return `${cells.map((cell) => (/[",]/.test(String(cell)) ? `"${cell}"` : cell)).join(',')}\n`;
}

/** What a baseline needs, under the names that the loader gives. */
export function toHistoryCsv(shipments: readonly Shipment[]): string {
  const lines = shipments
    .filter(({ weight, freight }) => typeof weight === 'number' && typeof freight === 'number')
    .map(({ country, mode, ordered, delivered, weight, freight }) => {
      const dates = [ordered, delivered].map((time) => (time === undefined ? '' : new Date(time).toISOString().slice(0, 10)));
      return [country, mode, ...dates, weight, freight, false, false].join(',');
    });
  return `country,mode,ordered,delivered,weight_kg,freight_usd,weight_shared,freight_shared\n${lines.join('\n')}\n`;
}

/** `2-Jun-06`. */
function toDashes(time: number): string {
  const date = new Date(time);
  return `${date.getUTCDate()}-${MONTHS[date.getUTCMonth()]}-${String(date.getUTCFullYear()).slice(2)}`;
}

/** `6/2/06`. */
function toSlashes(time: number): string {
  const date = new Date(time);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${String(date.getUTCFullYear()).slice(2)}`;
}
