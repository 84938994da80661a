/** A reader that closes early (`| head -1`) ends the command at once, with success: it has what it wanted. */
export function stopOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(stream === process.stdout ? 0 : (process.exitCode ?? 0));
      throw error;
    });
  }
}

/** Whether decoration may be written to a stream: a terminal, unless NO_COLOR or a dumb terminal says otherwise. */
export function supportsColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return Boolean(stream.isTTY) && env.TERM !== 'dumb';
}
