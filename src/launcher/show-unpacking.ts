/** Tells on stderr that the program is unpacked; on a terminal with how much of it. */
export function showUnpacking(
  dir: string,
  bytes: number,
  { version, isQuiet }: { version: string; isQuiet: boolean },
): (written: number) => void {
  if (isQuiet) return () => {};
  const text = `oads: unpacking ${version} to ${dir}, once`;
  const { stderr } = process;
  if (!stderr.isTTY) {
    stderr.write(`${text}\n`);
    return () => {};
  }
  let done = 0;
  let shown = -1;
  return (written) => {
    done += written;
    const percent = Math.floor((100 * done) / bytes);
    if (percent === shown) return;
    shown = percent;
    stderr.write(done < bytes ? `\r${text} ${percent} %` : `\r\u001b[K`);
  };
}
