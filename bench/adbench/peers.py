"""peers.py score DIR WIDTH SEED...: for the i-th seed, scores of the rows test-i.u32 of data.f32 by detectors fitted on the rows
train-i.u32, to scores-i.f64. peers.py speed: rows scored per CPU second, as JSON. Called by compare.ts."""
import json
import sys
import time
import warnings

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.inne import INNE
from pyod.models.knn import KNN
from pyod.models.lof import LOF
from sklearn.ensemble import IsolationForest

warnings.filterwarnings("ignore")


def detectors(seed):
    return {
        "sklearn IForest": IsolationForest(random_state=seed),
        "PyOD KNN": KNN(),
        "PyOD INNE": INNE(random_state=seed),
        "PyOD ECOD": ECOD(),
        "PyOD LOF": LOF(),
    }


def score_with(detector, rows):
    """Higher is more anomalous."""
    return -detector.score_samples(rows) if isinstance(detector, IsolationForest) else detector.decision_function(rows)


def score(directory, width, seeds):
    data = np.fromfile(f"{directory}/data.f32", np.float32).reshape(-1, width)
    for at, seed in enumerate(seeds):
        train = data[np.fromfile(f"{directory}/train-{at}.u32", np.uint32)]
        test = data[np.fromfile(f"{directory}/test-{at}.u32", np.uint32)]
        scores = [np.nan_to_num(score_with(detector.fit(train), test)) for detector in detectors(seed).values()]
        np.concatenate(scores).astype(np.float64).tofile(f"{directory}/scores-{at}.f64")


def speed():
    random = np.random.default_rng(1)
    train = random.standard_normal((2000, 10)).astype(np.float32)
    rows = random.standard_normal((20000, 10)).astype(np.float32)
    rates = {}
    for name, detector in detectors(1).items():
        detector.fit(train)
        score_with(detector, rows[:1000])
        start = time.process_time()
        score_with(detector, rows)
        rates[name] = len(rows) / (time.process_time() - start)
    print(json.dumps(rates))


if sys.argv[1] == "speed":
    speed()
else:
    score(sys.argv[2], int(sys.argv[3]), [int(seed) for seed in sys.argv[4:]])
