// What a script cannot do is told in one line, without a stack.

/** Ends with 2 where `main` throws or rejects. */
export async function runPlainly(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`error: ${(error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = 2;
  }
}
