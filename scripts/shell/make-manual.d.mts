export const EXIT_CODES: readonly (readonly [code: number, text: string])[];
