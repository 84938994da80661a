import Type, { type TSchema } from 'typebox';
import { closed, literals, TRUST_LEVELS } from '../../snapshot/parts.ts';

// What the answers' schemas share.

export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Data = literals(['ok', 'no_data', 'damaged'], { description: 'whether the run is there and sound' });
export const PipelineName = Type.String({ description: "the pipeline's name" });
export const RunId = Type.String({ pattern: '^[0-9a-f]{16}$' });
export const Instant = Type.String({ description: 'ISO 8601, in UTC' });
export const TrustLevelName = literals(TRUST_LEVELS);
export const Problems = Type.Array(Type.String(), { description: 'what is wrong with a damaged run' });
/** Negative where the moment lies ahead of the server's clock. */
export const AgeSeconds = orNull(Type.Number({ description: 'seconds' }));
export const ReasonLine = Type.Object({ code: Type.String(), message: Type.String() }, closed);
