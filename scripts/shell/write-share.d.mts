export type ShareFile = 'oads.bash' | '_oads' | 'oads.fish' | 'oads.1';
export function makeShare(manifest: object, pjson: object): Record<ShareFile, string>;
export function writeShare(directory: string, manifest: object, pjson: object): void;
