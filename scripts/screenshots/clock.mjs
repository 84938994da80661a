// Preloaded by `node --import`: the process believes that it starts at SCREENSHOT_CLOCK (ISO 8601). The flights are of 2001, and so are their runs.
const offsetMs = Date.parse(process.env.SCREENSHOT_CLOCK ?? '') - Date.now();
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};
