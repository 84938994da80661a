"""Isolation forests of scikit-learn, exported by skl2onnx, with rows and the scores that scikit-learn gives them.

usage: python bench/foreign/make-models.py DIR
needs: numpy, scikit-learn, skl2onnx

Writes DIR/<trees>x<samples>x<features>/{model.onnx, rows.f32, expected.f64, facts.json}. All rows, training rows included, are
rounded to float32 before scikit-learn sees them: it scores in float32, and thresholds lie half-way between float32 values.
"""

import json
import pathlib
import sys
import time

import numpy as np
from skl2onnx import to_onnx
from sklearn.ensemble import IsolationForest

# trees, samples a tree, features (skl2onnx has no converter for trees that see a part of the features)
SIZES = [(10, 64, 2), (10, 64, 40), (100, 256, 2), (100, 256, 8), (100, 256, 40), (300, 1024, 8), (300, 1024, 40)]
TRAINING_ROWS, SCORED_ROWS = 5000, 2000


def make(rng, rows, features):
    data = rng.standard_normal((rows, features))
    data[:, 0] = np.exp(data[:, 0])  # one heavy tail
    data[:, -1] = np.round(data[:, -1])  # and one with ties
    return data.astype(np.float32)


def main(target):
    for trees, samples, features in SIZES:
        rng = np.random.default_rng([trees, samples, features])
        training = make(rng, TRAINING_ROWS, features)
        rows = np.concatenate([make(rng, SCORED_ROWS - 200, features), 4 * make(rng, 200, features)])
        forest = IsolationForest(n_estimators=trees, max_samples=samples, random_state=1).fit(training)
        began = time.perf_counter()
        model = to_onnx(forest, training[:1], target_opset={"": 15, "ai.onnx.ml": 3})
        exported = time.perf_counter() - began
        began = time.perf_counter()
        expected = forest.decision_function(rows)
        scored = time.perf_counter() - began
        directory = pathlib.Path(target) / f"{trees}x{samples}x{features}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "model.onnx").write_bytes(model.SerializeToString())
        rows.astype("<f4").tofile(directory / "rows.f32")
        expected.astype("<f8").tofile(directory / "expected.f64")
        facts = {"trees": trees, "samples": samples, "features": features, "export_seconds": exported, "sklearn_seconds": scored}
        (directory / "facts.json").write_text(json.dumps(facts))
        print(directory, f"{(directory / 'model.onnx').stat().st_size / 1e6:.1f} MB, exported in {exported:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
