import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv, { type RequestHandler } from 'sirv';
import { BugError } from '../../errors.ts';
import { HttpProblem } from './http-problem.ts';

/** Files of libraries: the build lays them beside the page's own, in the sources they are where npm put them. */
const LIBRARY_FILES = ['uPlot.esm.js', 'uPlot.min.css'] as const;

/** The paths of the page's own files. */
export function listPublic(dir = findPublicDir()): ReadonlySet<string> {
  return new Set([...readdirSync(dir), ...LIBRARY_FILES].map((name) => `/${name}`));
}

/** The page's own immutable files. `artifacts/` never goes this way: sirv's index does not see files change. */
export function servePublic(dir = findPublicDir()): RequestHandler {
  const serve = serveFrom(dir);
  const serveLibraries = existsSync(join(dir, LIBRARY_FILES[0])) ? undefined : serveFrom(findLibraryDir(dir));
  return (req, res, next) => {
    delete req.headers.range; // small files; sirv does not check ranges
    const isLibrary = LIBRARY_FILES.some((name) => req.url?.split('?', 1)[0] === `/${name}`);
    if (isLibrary && serveLibraries) serveLibraries(req, res, next);
    else serve(req, res, next);
  };
}

function serveFrom(dir: string): RequestHandler {
  return sirv(dir, {
    etag: true,
    maxAge: 0,
    extensions: [],
    // sirv streams without an error listener: a file replaced under a running server (an upgrade) would end the process.
    setHeaders: (_res, pathname, stats) => {
      const now = statSync(join(dir, pathname), { throwIfNoEntry: false });
      if (now?.size !== stats.size || now.mtimeMs !== stats.mtimeMs)
        throw new HttpProblem(404, 'this file was replaced: restart the server');
    },
  });
}

/** Of the sources: `public/` is src/core/dashboard/public, and uPlot a dependency of the project. */
function findLibraryDir(publicDir: string): string {
  const dir = join(publicDir, '../../../../node_modules/uplot/dist');
  if (existsSync(join(dir, LIBRARY_FILES[0]))) return dir;
  throw new BugError(`expected ${LIBRARY_FILES[0]} beside the dashboard's files, or installed below node_modules, got neither`, {
    hint: 'the installation is incomplete: install oads again',
  });
}

/** `public/` above this file in src, and beside or above the bundled file in dist. */
export function findPublicDir(from: string | URL = import.meta.url): string {
  for (const candidate of ['./public/', '../public/', '../../public/']) {
    const dir = fileURLToPath(new URL(candidate, from));
    if (existsSync(join(dir, 'style.css')) && existsSync(join(dir, 'app.js'))) return dir;
  }
  throw new BugError("expected the dashboard's files (public/style.css, public/app.js) beside the program, got none", {
    hint: 'the installation is incomplete: install oads again',
  });
}
