/** A line of a shipment table; times are milliseconds at midnight UTC. */
export interface Shipment {
  readonly id: number;
  readonly project: string;
  readonly order: string;
  readonly note: string;
  readonly country: string;
  readonly fulfilVia: 'Direct Drop' | 'From RDC';
  readonly incoterm: string;
  readonly mode: string;
  readonly ordered: number | undefined;
  readonly scheduled: number;
  readonly delivered: number;
  readonly recorded: number;
  readonly group: string;
  readonly subClassification: string;
  readonly vendor: string;
  readonly item: string;
  readonly unitsPerPack: number;
  readonly quantity: number;
  readonly packPrice: number;
  readonly value: number;
  readonly firstLine: boolean;
  /** A figure, or why there is none: `See DN-7 (ID#:1002)`. */
  readonly weight: number | string;
  readonly freight: number | string;
  readonly insurance: number;
}
