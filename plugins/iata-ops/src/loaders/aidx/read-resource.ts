/** Fields of each end, by the elements that tell them; the first one told counts. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  gate: ['PassengerGate'],
  stand: ['AircraftParkingPosition'],
  terminal: ['PublicTerminal', 'AircraftTerminal'],
};

interface Told {
  readonly text: string;
  readonly isActual: boolean;
}

/** Gates, stands and terminals of both ends of a leg: the actual ones before the planned, the first of several. */
export class ResourceReader {
  readonly #told = new Map<string, Told>();
  /** Of the element at hand, which says what they are only where it ends. */
  #fields = new Map<string, string>();
  #resources: { readonly isArrival: boolean; readonly fields: ReadonlyMap<string, string> }[] = [];

  add(name: string, text: string): void {
    if (!this.#fields.get(name) && this.#fields.size < 200) this.#fields.set(name, text.slice(0, 40));
  }

  endResource(isArrival: boolean): void {
    if (this.#resources.length < 200) this.#resources.push({ isArrival, fields: this.#fields });
    this.#fields = new Map();
  }

  endAll(isActual: boolean): void {
    for (const { isArrival, fields } of this.#resources) {
      for (const [field, names] of Object.entries(FIELDS)) {
        const text = names.map((name) => fields.get(name)).find((one) => one);
        const key = `${isArrival ? 'arrival' : 'departure'}_${field}`;
        const known = this.#told.get(key);
        if (text && (!known || (isActual && !known.isActual))) this.#told.set(key, { text, isActual });
      }
    }
    this.#resources = [];
  }

  /** `departure_gate`, `arrival_stand` and so on. */
  read(): Record<string, string> {
    return Object.fromEntries([...this.#told].map(([key, { text }]) => [key, text]));
  }
}
