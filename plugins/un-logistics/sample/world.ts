// The made-up world: names of countries and substances are real, everything else is invented.

export interface Lane {
  readonly country: string;
  readonly code: string;
  /** How far from everywhere else: a factor on lead times and freight. */
  readonly remoteness: number;
  readonly modes: readonly (readonly [string, number])[];
}

const COAST = [
  ['Air', 0.55],
  ['Ocean', 0.3],
  ['Truck', 0.15],
] as const;
const INLAND = [
  ['Air', 0.6],
  ['Truck', 0.34],
  ['Air Charter', 0.06],
] as const;

export const LANES: readonly Lane[] = [
  { country: 'Nigeria', code: 'NG', remoteness: 1.0, modes: COAST },
  { country: 'Kenya', code: 'KE', remoteness: 0.9, modes: COAST },
  { country: 'Mozambique', code: 'MZ', remoteness: 1.1, modes: COAST },
  { country: 'Haiti', code: 'HT', remoteness: 1.3, modes: COAST },
  { country: 'Zambia', code: 'ZM', remoteness: 1.2, modes: INLAND },
  { country: 'Rwanda', code: 'RW', remoteness: 1.15, modes: INLAND },
  { country: 'Uganda', code: 'UG', remoteness: 1.05, modes: INLAND },
  { country: 'South Sudan', code: 'SS', remoteness: 1.6, modes: INLAND },
];

/** Medians by mode: days from order to delivery, USD by the kilogram, kilograms. */
export const MODES: Readonly<Record<string, { readonly days: number; readonly rate: number; readonly kg: number }>> = {
  Air: { days: 70, rate: 7, kg: 900 },
  'Air Charter': { days: 45, rate: 11, kg: 6000 },
  Ocean: { days: 150, rate: 1.4, kg: 9000 },
  Truck: { days: 35, rate: 2.2, kg: 3500 },
};

export interface Item {
  readonly name: string;
  readonly group: string;
  readonly subClassification: string;
  readonly unitsPerPack: number;
  readonly price: number;
}

const item = (name: string, group: string, subClassification: string, unitsPerPack: number, price: number): Item => ({
  name,
  group,
  subClassification,
  unitsPerPack,
  price,
});

export const URGENT_ITEMS: readonly Item[] = [
  item('Artemether/Lumefantrine 20/120mg, tablets, 30 x 24 Tabs', 'ACT', 'ACT', 720, 38.4),
  item('Artesunate 60mg, powder for injection, 1 Vial', 'ANTM', 'Malaria', 1, 2.1),
  item('Malaria antigen, rapid test kit, 25 Tests', 'MRDT', 'Malaria', 25, 12.5),
];

export const ORDINARY_ITEMS: readonly Item[] = [
  item('Efavirenz 600mg, tablets, 30 Tabs', 'ARV', 'Adult', 30, 3.9),
  item('Lamivudine/Zidovudine 150/300mg, tablets, 60 Tabs', 'ARV', 'Adult', 60, 6.8),
  item('Nevirapine 200mg, tablets, 60 Tabs', 'ARV', 'Adult', 60, 2.7),
  item('Nevirapine 10mg/ml, oral suspension, Bottle, 240 ml', 'ARV', 'Pediatric', 240, 2.3),
  item('HIV 1/2, rapid test kit, 100 Tests', 'HRDT', 'HIV test', 100, 80),
  item('Lancets, safety, sterile, 100 Pcs', 'HRDT', 'HIV test - Ancillary', 100, 4.5),
];

export const VENDORS = ['Baobab Generics', 'Kestrel Laboratories', 'Meridian Diagnostics', 'Orchard Pharma', 'Tamarind Life Sciences'];
