/**
 * What a cell may hold: text; a code or name that no note is written in place of; a date; a date or why there is none; a number; a
 * figure that may be that of another line; yes or no.
 */
export type CellKind = 'text' | 'code' | 'date' | 'noted-date' | 'number' | 'figure' | 'yes-no';

export interface ShipmentColumn {
  /** Its canonical name, which checks and features expect. */
  readonly name: string;
  readonly kind: CellKind;
  /** Its header in the SCMS delivery history. */
  readonly scms?: string;
}

const column = (name: string, kind: CellKind, scms?: string): ShipmentColumn => ({ name, kind, scms });

export const SHIPMENT_COLUMNS: readonly ShipmentColumn[] = [
  column('shipment_id', 'code', 'ID'),
  column('project', 'text', 'Project Code'),
  column('pq_number', 'code', 'PQ #'),
  column('po_so', 'code', 'PO / SO #'),
  column('asn_dn', 'code', 'ASN/DN #'),
  column('country', 'code', 'Country'),
  column('managed_by', 'text', 'Managed By'),
  column('fulfil_via', 'text', 'Fulfill Via'),
  column('incoterm', 'text', 'Vendor INCO Term'),
  column('mode', 'text', 'Shipment Mode'),
  column('pq_sent', 'noted-date', 'PQ First Sent to Client Date'),
  column('ordered', 'noted-date', 'PO Sent to Vendor Date'),
  column('shipped', 'date'),
  column('scheduled', 'date', 'Scheduled Delivery Date'),
  column('delivered', 'date', 'Delivered to Client Date'),
  column('recorded', 'date', 'Delivery Recorded Date'),
  column('product_group', 'text', 'Product Group'),
  column('sub_classification', 'text', 'Sub Classification'),
  column('vendor', 'text', 'Vendor'),
  column('item', 'text', 'Item Description'),
  column('molecule', 'text', 'Molecule/Test Type'),
  column('brand', 'text', 'Brand'),
  column('dosage', 'text', 'Dosage'),
  column('dosage_form', 'text', 'Dosage Form'),
  column('units_per_pack', 'number', 'Unit of Measure (Per Pack)'),
  column('quantity', 'number', 'Line Item Quantity'),
  column('value_usd', 'number', 'Line Item Value'),
  column('pack_price_usd', 'number', 'Pack Price'),
  column('unit_price_usd', 'number', 'Unit Price'),
  column('site', 'text', 'Manufacturing Site'),
  column('first_line', 'yes-no', 'First Line Designation'),
  column('weight_kg', 'figure', 'Weight (Kilograms)'),
  column('freight_usd', 'figure', 'Freight Cost (USD)'),
  column('insurance_usd', 'number', 'Line Item Insurance (USD)'),
  column('origin', 'code'),
  column('destination', 'code'),
  column('container', 'code'),
];

/** `ordered_note`, `weight_note`: the unit is that of the figure alone. */
export const noteOf = (name: string): string => `${name.replace(/_(?:kg|usd)$/, '')}_note`;

/** `weight_shared`. */
export const sharedOf = (name: string): string => `${name.replace(/_(?:kg|usd)$/, '')}_shared`;
