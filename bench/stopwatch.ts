export interface Reading {
  seconds: number;
  /** Of the whole process: what other threads do meanwhile counts, too. */
  cpuSeconds: number;
}

/** Adds up the time of named stages, one of which is always under way. */
export class Stopwatch {
  readonly #readings = new Map<string, Reading>();
  #stage: string;
  #startedMs = performance.now();
  #cpu = process.cpuUsage();

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Returns the stage that ends. */
  switchTo(stage: string): string {
    const nowMs = performance.now();
    const cpu = process.cpuUsage();
    const reading = this.#readings.get(this.#stage) ?? { seconds: 0, cpuSeconds: 0 };
    reading.seconds += (nowMs - this.#startedMs) / 1000;
    reading.cpuSeconds += (cpu.user + cpu.system - this.#cpu.user - this.#cpu.system) / 1e6;
    this.#readings.set(this.#stage, reading);
    const ended = this.#stage;
    this.#stage = stage;
    this.#startedMs = nowMs;
    this.#cpu = cpu;
    return ended;
  }

  readings(): Record<string, Reading> {
    return Object.fromEntries(this.#readings);
  }
}
