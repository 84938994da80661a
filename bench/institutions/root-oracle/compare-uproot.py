"""Compares what dump-tables.ts wrote with uproot's reading of the same files, value by value (uproot 5.7, awkward, numpy).
node bench/institutions/root-oracle/dump-tables.ts FILE... | python3 bench/institutions/root-oracle/compare-uproot.py"""
import json
import sys

import awkward as ak
import numpy as np
import uproot

equal, differing, unread, missing = {}, [], {}, []
tables = {}
for line in sys.stdin:
    got = json.loads(line)
    key = (got["file"], got["table"])
    if key not in tables:
        tables[key] = (uproot.open(got["file"])[got["table"]], set())
        equal[key] = 0
    table, seen = tables[key]
    if "reason" in got:
        unread.setdefault(key, []).append(got["column"])
        continue
    seen.add(got["column"])
    try:
        expected = table[got["column"]].array()
    except uproot.KeyInFileError:
        parent, leaf = got["column"].rsplit(".", 1)
        expected = table[parent].array()[leaf]
    if got["item"] == "text":
        same = ak.to_list(expected) == got["values"]
    else:
        flat = np.asarray(ak.flatten(expected, axis=None))
        if flat.dtype == bool:
            flat = flat.astype(np.uint8)
        if flat.dtype.kind == "f":
            own = np.array(got["values"], dtype=np.float64).astype(flat.dtype)
            same = len(own) == len(flat) and np.array_equal(own, flat, equal_nan=True)
        else:
            same = [int(value) for value in got["values"]] == flat.tolist()
        if "ends" in got:
            same = same and np.array_equal(np.cumsum(ak.num(expected)), got["ends"])
    if same:
        equal[key] += 1
    else:
        differing.append((key, got["column"], ak.to_list(expected[:3]), got["values"][:6]))
for key, (table, seen) in tables.items():
    names = {name for name in table.keys() if "." not in name or name in seen}
    absent = sorted(name for name in names - seen if not any(other.startswith(name + ".") for other in seen))
    print(f"{key[0].split('/')[-1]} {key[1]}: {equal[key]} columns equal, {len(unread.get(key, []))} refused, not read: {absent[:5]} ({len(absent)})")
for one in differing:
    print("differs:", *one)
sys.exit(1 if differing else 0)
