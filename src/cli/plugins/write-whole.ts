import { open, rename, rm } from 'node:fs/promises';

/** All of a file or nothing: what is killed in between leaves the file as it was. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const staged = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(staged, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(staged, file);
  } catch (error) {
    await rm(staged, { force: true });
    throw error;
  }
}
