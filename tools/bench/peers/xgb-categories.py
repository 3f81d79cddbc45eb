"""Trains XGBoost on categories with the Python package: the peer of the measure `xgb-categories`.

    xgb-categories.py DATA.csv RUN.json

RUN.json: {"categories": [columns], "numbers": [columns], "label": column, "train": [rows], "validation": [rows],
           "parameters": {…}, "rounds": 500, "early_stopping": 20}, rows counted from 0.

It prints one JSON object: {"xgboost": version, "auc", "log_loss", "best_round", "seconds"}; exit code 3 without the
packages. A category is a value that the training rows have; others are missing, as they are in ours.
"""

import json
import sys
import time

try:
    import pandas as pd
    import xgboost as xgb
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def auc(labels, scores):
    """The share of pairs in the right order, ties counted half."""
    ranks = pd.Series(scores).rank().to_numpy()
    positive = labels == 1
    count = positive.sum()
    return (ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(labels) - count))


def main():
    data_file, run_file = sys.argv[1:]
    with open(run_file, encoding="utf-8") as file:
        run = json.load(file)
    rows = pd.read_csv(data_file, dtype={name: str for name in run["categories"]})
    begin = time.perf_counter()
    columns = run["categories"] + run["numbers"]
    train, validation = rows.iloc[run["train"]], rows.iloc[run["validation"]]
    known = {name: sorted(train[name].dropna().unique()) for name in run["categories"]}

    def matrix(part):
        features = part[columns].copy()
        for name in run["categories"]:
            features[name] = pd.Categorical(features[name], categories=known[name])
        return xgb.DMatrix(features, label=part[run["label"]], enable_categorical=True)

    validation_matrix = matrix(validation)
    evaluations = {}
    booster = xgb.train(
        run["parameters"],
        matrix(train),
        num_boost_round=run["rounds"],
        evals=[(validation_matrix, "validation")],
        early_stopping_rounds=run["early_stopping"],
        evals_result=evaluations,
        verbose_eval=False,
    )
    best = booster.best_iteration
    scores = booster.predict(validation_matrix, iteration_range=(0, best + 1))
    seconds = time.perf_counter() - begin
    print(
        json.dumps(
            {
                "xgboost": xgb.__version__,
                "auc": float(auc(validation[run["label"]].to_numpy(), scores)),
                "log_loss": evaluations["validation"]["logloss"][best],
                "best_round": best + 1,
                "seconds": seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
