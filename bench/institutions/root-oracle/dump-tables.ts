// Writes every column of the trees of ROOT files as one line of NDJSON, for compare-uproot.py: name, item, ends, values.
// node bench/institutions/root-oracle/dump-tables.ts FILE...
import { openByteSource } from '../../../plugins/cern-detector/src/root/bytes/byte-source.ts';
import { openRootFile } from '../../../plugins/cern-detector/src/root/container/open-root-file.ts';
import { NTUPLE_CLASS } from '../../../plugins/cern-detector/src/root/ntuple/read-ntuple.ts';
import { openTable } from '../../../plugins/cern-detector/src/root/open-table.ts';
import { TREE_CLASSES } from '../../../plugins/cern-detector/src/root/tree/read-tree.ts';

for (const file of process.argv.slice(2)) {
  const source = await openByteSource(file);
  const root = await openRootFile(source);
  for (const { path, key } of root.entries) {
    if (key.className !== NTUPLE_CLASS && !TREE_CLASSES.has(key.className)) continue;
    const table = await openTable(root, path);
    for (const column of table.columns) {
      const { values, ends } = await column.read(0, table.entries);
      // NaN and infinities are no JSON: numbers are written as texts.
      const line = {
        file,
        table: path,
        entries: table.entries,
        column: column.name,
        width: column.width,
        item: column.item,
        ends: ends && [...ends],
        values: Array.from(values as ArrayLike<unknown>, String),
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
    for (const [name, reason] of table.unsupported)
      process.stdout.write(`${JSON.stringify({ file, table: path, column: name, reason })}\n`);
  }
  await source.close();
}
