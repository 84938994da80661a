// Draws the rate so that it can be zoomed; the strips below follow. Everything it shows stands in the page already.
import { currentZone, formatInstant } from './zone.js';

const HEIGHT = 190;
const WIDEST_PERCENT = 3;

let Plot;
let drawn = [];
let kept = null;

export function attach() {
  drawn = drawn.filter(({ figure, stop }) => figure.isConnected || stop());
  for (const figure of document.querySelectorAll('.time-lines:not([data-attached])')) {
    figure.dataset.attached = '';
    if (Plot) drawn.push(draw(figure));
    else
      import('./uPlot.esm.js').then(
        (library) => {
          Plot = library.default;
          if (figure.isConnected) drawn.push(draw(figure));
        },
        () => {}, // what the server drew stays
      );
  }
}

/** What was zoomed in on outlives a new run. */
export function keep() {
  kept = drawn[0]?.zoomed() ?? null;
  return () => {
    kept = null;
  };
}

function draw(figure) {
  const columns = [...figure.querySelectorAll('.run')];
  const full = { min: Number(figure.dataset.from) / 1000, max: Number(figure.dataset.to) / 1000 };
  const start = kept ?? full;
  const { data, indexOf, columnAt } = readColumns(columns);
  const { host, readout, reset } = addPlotTo(figure);
  const palette = {};
  const readPalette = () => {
    const style = getComputedStyle(figure);
    for (const name of ['current', 'link', 'soft', 'line']) palette[name] = style.getPropertyValue(`--${name}`).trim();
  };
  readPalette();
  let at = Math.max(
    columns.findIndex((column) => column.classList.contains('shown')),
    0,
  );

  const plot = new Plot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      padding: [8, 0, 0, 0],
      legend: { show: false },
      tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), currentZone()),
      cursor: { y: false, drag: { x: true, y: false, dist: 6 }, bind: { dblclick: () => showAll } },
      scales: { x: { time: true, auto: false, ...start }, y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.05 : 1] } },
      series: [
        {},
        { stroke: 'transparent', points: { show: false } },
        { stroke: 'transparent', points: { show: false } },
        { stroke: () => palette.link, width: 1.5, points: { show: true, size: 6, fill: () => palette.link } },
      ],
      bands: [{ series: [1, 2], fill: () => `${palette.current}66` }],
      axes: [
        {
          stroke: () => palette.soft,
          grid: { stroke: () => palette.line, width: 1 },
          ticks: { stroke: () => palette.line },
          values: labelTimes,
          space: 110, // a date and its time stand beside the next
        },
        {
          stroke: () => palette.soft,
          grid: { stroke: () => palette.line, width: 1 },
          ticks: { show: false },
          size: 0,
          gap: -4,
          align: 1,
          values: (_plot, shares) => shares.map((share) => (share === 0 ? '' : formatShare(share))),
        },
      ],
      hooks: {
        setScale: [(self, key) => key === 'x' && follow(self.scales.x)],
        setCursor: [({ cursor: { idx, left } }) => left >= 0 && idx !== null && columnAt[idx] !== null && moveTo(columnAt[idx])],
      },
    },
    data,
    host,
  );

  function showAll() {
    plot.setScale('x', full);
    return null;
  }

  /** The strips keep the places of their runs under those of the rate. */
  function follow({ min, max }) {
    const isFull = min === full.min && max === full.max;
    reset.hidden = isFull;
    figure.dataset.shown = `${min} ${max}`;
    const width = Math.min(WIDEST_PERCENT, (Number(figure.dataset.width) * (full.max - full.min)) / (max - min));
    for (const column of columns) {
      const x = ((Number(column.dataset.ms) / 1000 - min) / (max - min)) * 100;
      column.style.display = x < -WIDEST_PERCENT || x > 100 + WIDEST_PERCENT ? 'none' : '';
      for (const shape of column.children) {
        if (shape.tagName === 'text') shape.setAttribute('x', `${x}%`);
        if (shape.tagName !== 'rect') continue;
        shape.setAttribute('x', `${x - width / 2}%`);
        shape.setAttribute('width', `${width}%`);
      }
    }
  }

  function moveTo(index) {
    at = index;
    const text = describe(columns[index]);
    for (const column of columns) column.classList.toggle('under-cursor', column === columns[index]);
    readout.textContent = text;
    host.setAttribute('aria-valuenow', index + 1);
    host.setAttribute('aria-valuetext', text);
  }

  /** By key: also shows a run that lies outside of what is zoomed in on. */
  function stepTo(index) {
    const next = Math.min(columns.length - 1, Math.max(0, index));
    const x = data[0][indexOf[next]];
    const { min, max } = plot.scales.x;
    if (x < min || x > max) plot.setScale('x', { min: x - (max - min) / 2, max: x + (max - min) / 2 });
    plot.setCursor({ left: plot.valToPos(x, 'x'), top: HEIGHT / 3 }, false);
    moveTo(next);
  }

  const open = (index) => location.assign(columns[index].getAttribute('href'));
  const keys = {
    ArrowLeft: () => stepTo(at - 1),
    ArrowRight: () => stepTo(at + 1),
    Home: () => stepTo(0),
    End: () => stepTo(columns.length - 1),
    Enter: () => open(at),
    Escape: showAll,
  };
  host.addEventListener('keydown', (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  plot.over.addEventListener('click', () => open(at));
  reset.addEventListener('click', showAll);

  const repaint = () => {
    readPalette();
    plot.redraw();
  };
  const rezone = () => {
    for (const column of columns) column.querySelector('title').textContent = describe(column);
    plot.redraw(false, true);
    moveTo(at);
  };
  const resize = new ResizeObserver(() =>
    requestAnimationFrame(() => host.clientWidth > 0 && plot.setSize({ width: host.clientWidth, height: HEIGHT })),
  );
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  resize.observe(host);
  scheme.addEventListener('change', repaint);
  document.addEventListener('oads:scheme', repaint);
  document.addEventListener('oads:zone', rezone);
  addEventListener('beforeprint', showAll);
  follow(start);
  rezone();
  return {
    figure,
    zoomed: () => (reset.hidden ? null : { min: plot.scales.x.min, max: plot.scales.x.max }),
    stop: () => {
      resize.disconnect();
      scheme.removeEventListener('change', repaint);
      document.removeEventListener('oads:scheme', repaint);
      document.removeEventListener('oads:zone', rezone);
      removeEventListener('beforeprint', showAll);
      plot.destroy();
    },
  };
}

/** Where the schedule paused or nothing was scored, the line breaks. */
function readColumns(columns) {
  const data = [[], [], [], []];
  const columnAt = [];
  const indexOf = [];
  const add = (seconds, index, rate) => {
    if (index !== null) indexOf[index] = data[0].length;
    columnAt.push(index);
    data[0].push(seconds);
    const [value = null, low = null, high = null] = rate ?? [];
    [high, low, value].forEach((part, series) => void data[series + 1].push(part)); // the line comes last, above its band
  };
  columns.forEach((column, index) => {
    const seconds = Number(column.dataset.ms) / 1000;
    if (column.dataset.gap) add((seconds + data[0][data[0].length - 1]) / 2, null);
    add(seconds, index, column.dataset.rate?.split(' ').map(Number));
  });
  return { data, columnAt, indexOf };
}

function addPlotTo(figure) {
  const host = Object.assign(document.createElement('div'), { className: 'plot', tabIndex: 0 });
  const bar = Object.assign(document.createElement('div'), { className: 'plot-bar' });
  const readout = Object.assign(document.createElement('p'), { className: 'readout' });
  const reset = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Show all', hidden: true });
  const count = figure.querySelectorAll('.run').length;
  const attributes = {
    role: 'slider',
    'aria-label': 'Runs by the time they finished: left and right move, Enter opens, Escape shows all',
    'aria-valuemin': 1,
    'aria-valuemax': count,
    'aria-valuenow': count,
  };
  for (const [name, value] of Object.entries(attributes)) host.setAttribute(name, value);
  const rate = figure.querySelector('.rate');
  rate.before(host);
  rate.classList.add('replaced');
  figure.querySelector('.time-axis').classList.add('replaced');
  bar.append(readout, reset);
  figure.querySelector('figcaption').before(bar);
  return { host, readout, reset };
}

/** The server's words, with the time in the chosen zone: they begin with an instant in UTC, or with what was made of it here. */
function describe(column) {
  const text = column.querySelector('title').textContent;
  return (
    formatInstant(new Date(Number(column.dataset.ms))) + text.slice(/^[-0-9]+ [0-9:]+ UTC(?:[-+][0-9:]+)?/.exec(text)?.[0].length ?? 0)
  );
}

function formatShare(share) {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** ISO dates; no label where the picture's edge would cut it. */
function labelTimes(plot, seconds, _axis, _space, step) {
  let lastDate;
  return seconds.map((second) => {
    const left = plot.valToPos(second, 'x');
    if (left < 32 || left > plot.width - 32) return '';
    const [date, time] = formatInstant(new Date(second * 1000)).split(' ');
    if (step >= 86400) return date;
    const clock = time.slice(0, step < 60 ? 8 : 5);
    if (date === lastDate) return clock;
    lastDate = date;
    return `${clock}\n${date}`;
  });
}
