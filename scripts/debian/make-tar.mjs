// A tar archive (POSIX ustar), the same bytes for the same files.
const BLOCK = 512;

/**
 * `entries` are `{path, content}` of files and `{path}` of directories, paths without a leading slash; `isExecutable` of those that
 * run. All belong to root and are of `mtime`, in s. Throws Error for a path that ustar cannot hold.
 */
export function makeTar(entries, mtime) {
  const pieces = entries.flatMap(({ path, content, isExecutable = false }) => {
    const isDirectory = content === undefined;
    const size = isDirectory ? 0 : content.length;
    const header = makeHeader({
      name: `./${path}${isDirectory && path !== '' ? '/' : ''}`,
      mode: isDirectory || isExecutable ? 0o755 : 0o644,
      size,
      mtime,
      type: isDirectory ? '5' : '0',
    });
    return isDirectory ? [header] : [header, content, Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)];
  });
  return Buffer.concat([...pieces, Buffer.alloc(2 * BLOCK)]);
}

function makeHeader({ name, mode, size, mtime, type }) {
  if (Buffer.byteLength(name) > 100) throw new Error(`expected a path of at most 100 bytes, got ${name}`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value, at, digits) => header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  header.write(name, 0);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(mtime, 136, 11);
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\0', 257, 'latin1');
  header.write('00', 263, 'latin1');
  header.write('root', 265, 'latin1');
  header.write('root', 297, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
