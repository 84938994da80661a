// What the licences do not list one by one, and where its notices are.

/** Natives whose packages do not tell what is linked into them. */
export const OPAQUE = /^(?:nodejs-polars-|onnxruntime-node$)/;

export const UNLISTED_HEADING = 'Not listed one by one: the libraries linked into Polars and ONNX Runtime';

/** Lines that a Debian package can hold, too: at most 78 characters. */
export const UNLISTED = `The native libraries of Polars (nodejs-polars) and of ONNX Runtime
(onnxruntime-node) are linked from libraries of others, which their packages
do not list. They are not listed here either.

Polars: the Rust crates that Cargo.toml in the sources of nodejs-polars of the
same version asks for, and those that these ask for. Each carries its licence
with its own sources; a list of them all is not published.
https://github.com/pola-rs/nodejs-polars

ONNX Runtime: among others abseil, Eigen and protobuf. Their notices are in
ThirdPartyNotices.txt in the sources of the release of the same version.
https://github.com/microsoft/onnxruntime`;
