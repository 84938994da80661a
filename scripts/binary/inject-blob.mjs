// Puts the application into the executable.
import { inject } from 'postject';

/** What Node looks for in itself, to know that it carries an application. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** Said of the notes of every ELF file, which are found by their type and not by a name. */
const MEANINGLESS = /^warning: Can't find string offset for section name '\.note/;

export async function injectBlob(executable, blob, say) {
  const { warn } = console;
  // The injector has no other way to speak.
  console.warn = (line) => MEANINGLESS.test(line) || say(line);
  try {
    await inject(executable, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });
  } finally {
    console.warn = warn;
  }
}
