// An ar archive, as deb(5) is one.

/** `members` are `{name, content}`, in their order; `mtime` is in s. Throws Error for a name that is too long. */
export function makeAr(members, mtime) {
  const pieces = members.flatMap(({ name, content }) => {
    if (!/^[\w.-]{1,16}$/.test(name)) throw new Error(`expected a name of at most 16 letters, got ${name}`);
    const fields = [
      name.padEnd(16),
      String(mtime).padEnd(12),
      '0'.padEnd(6),
      '0'.padEnd(6),
      '100644'.padEnd(8),
      String(content.length).padEnd(10),
    ];
    return [Buffer.from(`${fields.join('')}\`\n`), content, Buffer.from(content.length % 2 === 1 ? '\n' : '')];
  });
  return Buffer.concat([Buffer.from('!<arch>\n'), ...pieces]);
}
