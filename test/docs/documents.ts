import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/cli.ts';

export interface Document {
  /** Relative to the repository, with `/`. */
  readonly name: string;
  readonly text: string;
}

/** Every Markdown file that people are meant to read. */
export function readDocuments(): Document[] {
  const inDocs = readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs.sort()].map((name) => ({ name, text: readDocument(name) }));
}

export function readDocument(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

/** The text without fenced blocks. */
export function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** The cells of the table that follows the first line equal to `heading`, its header left out. Backticks and bold are stripped. */
export function readTable(text: string, heading: string): string[][] {
  const lines = text.split('\n');
  const at = lines.indexOf(heading);
  if (at < 0) throw new Error(`there is no line ${JSON.stringify(heading)}`);
  const start = lines.findIndex((line, index) => index > at && line.startsWith('|'));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end < 0 ? undefined : end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll(/\*\*|`/g, '')),
  );
}
