export const OPAQUE: RegExp;
export const UNLISTED_HEADING: string;
export const UNLISTED: string;
