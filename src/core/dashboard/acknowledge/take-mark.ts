import { keyOfRow, keyText } from '../../artifacts/acknowledge/acknowledgement-line.ts';
import { type Appended, appendAcknowledgement } from '../../artifacts/acknowledge/append-acknowledgement.ts';
import { messageOf, StoreError } from '../../errors.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import { nameRecord } from '../anomalies/name-record.ts';
import { type Context, viewOf } from '../context.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { shownRows } from './marks.ts';
import type { ReadRequest } from './read-request.ts';

/** Writes the mark of a row that a sound run of the pipeline shows. Throws HttpProblem. */
export async function takeMark(context: Context, request: ReadRequest): Promise<Appended> {
  const { pipeline, run_id, verdict, note, by } = request;
  const { run } = await viewOf(context, { pipeline, run: run_id });
  if (run.state !== 'ok') throw new HttpProblem(409, `expected a sound run, but run ${run_id} is damaged`);
  const shown = shownRows(run);
  const found = shown.find((row) => isMeant(row, request));
  if (!found) {
    throw new HttpProblem(422, `expected one of the ${shown.length} rows that run ${run_id} shows, got another row`);
  }
  const inputDigest = run.manifest.identity.input_digest;
  if (request.record !== undefined && request.record !== nameRecord(inputDigest, found)) {
    throw new HttpProblem(422, `expected the row that the page showed at ${found.row}, got another: load the page again`);
  }
  try {
    return await appendAcknowledgement(
      context.artifactsDir,
      {
        time: context.now().toISOString(),
        pipeline,
        run_id,
        input_digest: inputDigest,
        key: keyOfRow(found),
        verdict,
        note,
        by,
        score: found.score,
        rank: found.rank,
        trust_level: run.system.trust.level,
      },
      context.now,
    );
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    context.log.error(`the mark could not be written: ${messageOf(error)}`);
    throw new HttpProblem(503, 'the mark could not be written; the log of the server says why');
  }
}

function isMeant(row: TopAnomaly, { row: place, key }: ReadRequest): boolean {
  return key === undefined ? row.row === place : keyText(keyOfRow(row)) === keyText(key);
}
