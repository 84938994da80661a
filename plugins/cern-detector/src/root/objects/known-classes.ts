/**
 * The classes that are read: those of trees, histograms and what they hold. Others are skipped by their length, so that no
 * description in a file decides what happens with its bytes.
 */
export const KNOWN_CLASSES: ReadonlySet<string> = new Set([
  ...['TObject', 'TNamed', 'TObjString', 'TString', 'TList', 'THashList', 'TObjArray', 'TDatime'],
  ...['TAttLine', 'TAttFill', 'TAttMarker', 'TAttAxis', 'TAxis'],
  ...['TTree', 'TNtuple', 'TNtupleD', 'TBranch', 'TBranchElement', 'ROOT::TIOFeatures'],
  ...['TLeaf', 'TLeafB', 'TLeafS', 'TLeafI', 'TLeafL', 'TLeafG', 'TLeafF', 'TLeafD', 'TLeafO', 'TLeafC', 'TLeafF16', 'TLeafD32'],
  ...['TLeafElement', 'TLeafObject'],
  ...['TArray', 'TArrayC', 'TArrayS', 'TArrayI', 'TArrayL', 'TArrayL64', 'TArrayF', 'TArrayD'],
  ...['TH1', 'TH1C', 'TH1S', 'TH1I', 'TH1L', 'TH1F', 'TH1D', 'TH1K', 'TH2', 'TH2C', 'TH2S', 'TH2I', 'TH2L', 'TH2F', 'TH2D'],
  ...['TH3', 'TH3C', 'TH3S', 'TH3I', 'TH3L', 'TH3F', 'TH3D', 'TAtt3D', 'TProfile', 'TProfile2D'],
]);

/** The classes by which a file describes its classes. */
export const DESCRIBING_CLASSES: ReadonlySet<string> = new Set([
  ...['TObject', 'TNamed', 'TObjString', 'TList', 'TObjArray', 'TStreamerInfo', 'TStreamerElement', 'TStreamerBase'],
  ...['TStreamerBasicType', 'TStreamerBasicPointer', 'TStreamerLoop', 'TStreamerObject', 'TStreamerObjectPointer'],
  ...['TStreamerObjectAny', 'TStreamerObjectAnyPointer', 'TStreamerString', 'TStreamerSTL', 'TStreamerSTLstring'],
]);
