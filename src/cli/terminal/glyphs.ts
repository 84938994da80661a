import { createRequire } from 'node:module';
import type StringWidth from 'string-width';
import type { Screen } from './screen.ts';
import { showControls } from './show-controls.ts';

/** Verdicts and what is secondary; everything else has the terminal's own colour. */
export type Style = 'good' | 'mind' | 'bad' | 'dim';

export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** Text of one line, with the parts that have a style. */
export type Line = string | readonly (string | Span)[];

/** What a terminal shows as one sign, and how many columns that takes. */
export interface Glyph extends Span {
  readonly width: number;
}

const CODES: Record<Style, readonly [on: number, off: number]> = { good: [32, 39], mind: [33, 39], bad: [31, 39], dim: [2, 22] };
/** Latin, Greek and Cyrillic letters, punctuation and mathematical signs: one column each, and none joins another. */
const SIMPLE = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2026\u2200-\u22ff]*$/;

/** Without secrets and controls. */
export function toSpans(line: Line, screen: Screen): Span[] {
  return (typeof line === 'string' ? [line] : line).map((span) => {
    const { text, style }: Span = typeof span === 'string' ? { text: span } : span;
    return { text: showControls(screen.redact(text)), style };
  });
}

/** The same in signs that are never taken apart. */
export function toGlyphs(line: Line, screen: Screen): Glyph[] {
  return toSpans(line, screen).flatMap(({ text: shown, style }) => {
    if (SIMPLE.test(shown)) return Array.from(shown, (char) => ({ text: char, width: 1, style }));
    const { segments, stringWidth } = loadMeasures();
    return Array.from(segments.segment(shown), ({ segment }) => ({ text: segment, width: stringWidth(segment), style }));
  });
}

interface Measures {
  readonly segments: Intl.Segmenter;
  readonly stringWidth: typeof StringWidth;
}

let measures: Measures | undefined;

/** As slow to load as the rest of a command is to start, so only where a text needs it; and text is laid out synchronously. */
function loadMeasures(): Measures {
  measures ??= {
    segments: new Intl.Segmenter(),
    stringWidth: (createRequire(import.meta.url)('string-width') as { default: typeof StringWidth }).default,
  };
  return measures;
}

export function widthOf(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((sum, { width }) => sum + width, 0);
}

/** The beginning that fits, and `…` where something is left out. */
export function cut(glyphs: readonly Glyph[], columns: number): Glyph[] {
  if (widthOf(glyphs) <= columns) return [...glyphs];
  const kept: Glyph[] = [];
  let left = columns - 1;
  for (const glyph of glyphs) {
    left -= glyph.width;
    if (left < 0) break;
    kept.push(glyph);
  }
  while (kept.at(-1)?.text === ' ') kept.pop();
  return [...kept, { text: '…', width: 1, style: kept.at(-1)?.style }];
}

/** Lines of at most so many columns, broken at spaces; a word that is longer is broken within. Later lines are indented. */
export function wrap(glyphs: readonly Glyph[], columns: number, indent = 0): Glyph[][] {
  const lines: Glyph[][] = [];
  let line: Glyph[] = [];
  let width = 0;
  /** Where the last space stands. */
  let space = -1;
  const margin = Array.from({ length: Math.min(indent, columns >> 1) }, () => ({ text: ' ', width: 1 }));
  const breakLine = (at: number, from: number) => {
    const rest = line.slice(from);
    lines.push(line.slice(0, at));
    line = [...margin, ...rest];
    width = widthOf(line);
    space = -1;
  };
  for (const glyph of glyphs) {
    if (width + glyph.width > columns) {
      if (glyph.text === ' ') {
        breakLine(line.length, line.length);
        continue;
      }
      if (space >= 0) breakLine(space, space + 1);
      if (width + glyph.width > columns && line.length > margin.length) breakLine(line.length, line.length);
    }
    // The indentation of a line, or the label before it, is no place to break.
    const isInner = line.some(({ text }) => text !== ' ');
    if (glyph.text === ' ' && lines.length > 0 && !isInner) continue;
    if (glyph.text === ' ' && isInner && line.length >= indent) space = line.length;
    line.push(glyph);
    width += glyph.width;
  }
  lines.push(line);
  return lines.map(trimEnd);
}

/** As text for the screen, with colour where it takes some. */
export function paint(spans: readonly Span[], { colour }: Screen): string {
  const shown = trimEnd(spans);
  if (!colour) return shown.map(({ text }) => text).join('');
  let text = '';
  let style: Style | undefined;
  for (const span of shown) {
    if (span.style !== style) {
      if (style) text += `\u001b[${CODES[style][1]}m`;
      if (span.style) text += `\u001b[${CODES[span.style][0]}m`;
      style = span.style;
    }
    text += span.text;
  }
  return style ? `${text}\u001b[${CODES[style][1]}m` : text;
}

function trimEnd<T extends Span>(spans: readonly T[]): T[] {
  let end = spans.length;
  while (end > 0 && spans[end - 1].text === ' ') end--;
  return spans.slice(0, end);
}
