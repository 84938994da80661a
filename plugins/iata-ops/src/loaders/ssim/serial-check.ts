/** Follows the serial numbers of a file's records. Fillers have none. */
export class SerialCheck {
  #last: number | undefined;

  /** What is wrong with the serial of the next record, if anything. Goes on from what it got, so that one break is told once. */
  next(serial: number | undefined): string | undefined {
    const last = this.#last;
    if (serial === undefined) {
      this.#last = undefined;
      return 'serial: expected six digits in the last columns';
    }
    this.#last = serial;
    if (last === undefined || serial === last + 1) return undefined;
    // Six digits are used up: the manual lets it start again.
    if (last === 999_999 && serial <= 2) return undefined;
    return `serial: expected ${show(last + 1)}, got ${show(serial)}`;
  }

  /** The serial of the record before the next one. */
  get last(): number | undefined {
    return this.#last;
  }
}

function show(serial: number): string {
  return String(serial).padStart(6, '0');
}
