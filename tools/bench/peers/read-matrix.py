"""Reads a table of numbers into float32 columns in memory: a peer of the measure `reading`.

    read-matrix.py pandas|pandas-pyarrow|polars FILE

FILE: CSV or Parquet, by its name; every column holds numbers, the last one labels.

It prints one JSON object: {"version", "rows", "sum", "positives", "seconds", "cpu_seconds", "peak_megabytes"}; exit
code 3 without the package.
"""

import json
import sys
import time
from importlib.metadata import version

LIBRARY, FILE = sys.argv[1:]
try:
    if LIBRARY == "polars":
        import polars as pl
    else:
        import numpy as np
        import pandas as pd
    if LIBRARY == "pandas-pyarrow" or (LIBRARY == "pandas" and FILE.endswith(".parquet")):
        import pyarrow
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def read():
    """The columns as float32, in the form of the library that needs the least time and memory."""
    is_csv = FILE.endswith(".csv")
    if LIBRARY == "polars":
        table = pl.scan_csv(FILE) if is_csv else pl.scan_parquet(FILE)
        return table.select(pl.all().cast(pl.Float32)).collect(engine="streaming")
    if is_csv:
        return pd.read_csv(FILE, dtype=np.float32, engine="pyarrow" if LIBRARY == "pandas-pyarrow" else "c")
    return pd.read_parquet(FILE, engine="pyarrow").astype(np.float32)


def peak_megabytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6


def main():
    begin = time.perf_counter()
    cpu = time.process_time()
    table = read()
    seconds = time.perf_counter() - begin
    cpu_seconds = time.process_time() - cpu
    peak = peak_megabytes()
    first, label = table.columns[0], table.columns[-1]
    print(
        json.dumps(
            {
                "version": version("polars" if LIBRARY == "polars" else "pandas"),
                "rows": len(table),
                "sum": float(table[first].to_numpy().astype("float64").sum()),
                "positives": float(table[label].to_numpy().astype("float64").sum()),
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "peak_megabytes": peak,
            }
        )
    )


main()
