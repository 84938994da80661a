/** What is used of jsroot 7.11.2, which ships no types for this module. */
declare module 'jsroot/io' {
  export class TBuffer {
    constructor(view: DataView, pos: number, file: TFile, length?: number);
    o: number;
    length: number;
    fTagOffset: number;
    last_read_version: number;
    readonly fFile: TFile;
    remain(): number;
    mapObject(tag: number, object: object | null): void;
    readVersion(): StreamedVersion;
    checkByteCount(version: StreamedVersion, where?: string): boolean;
    readTString(): string;
    readFastArray(count: number, kind: number): ArrayLike<number | bigint>;
    readNdimArray(handle: NdimHandle, read: (buffer: TBuffer, handle: NdimHandle) => unknown): unknown;
    readObjectAny(): unknown;
    classStreamer(object: object, className: string): object;
    ntou1(): number;
    ntou4(): number;
  }
  export interface StreamedVersion {
    val: number;
    off: number;
    bytecnt?: number;
  }
  export interface NdimHandle {
    fArrayLength?: number;
    fArrayDim?: number;
    fMaxIndex?: readonly number[];
    minus1?: boolean;
  }
  export interface TFile {
    fStreamerInfos: { arr: unknown[] } | null;
    extractStreamerInfos(buffer: TBuffer): void;
  }
  export function addUserStreamer(className: string, streamer: (buffer: TBuffer, object: Record<string, unknown>) => void): void;
  export function reconstructObject(className: string, object: DataView, classes: DataView): Record<string, unknown>;
}
