"""Trains what others use on the same rows: the peers of the measure `quality`.

    quality.py DATA.csv RUN.json

RUN.json: {"categories": [columns], "numbers": [{"name", "log"}], "sequences": [{"name", "separator", "max_length", "shares"}],
           "label": column, "train": [rows], "validation": [rows], "seed": 1, "epochs": 50, "rounds": 2000}, rows counted
           from 0.

It prints one JSON object: {"versions": {package: version}, "results": [{"title", "auc", "log_loss"}]}, of those of its peers
whose packages are installed; exit code 3 if that is none of them.

All are told what ours are told: the rows, and that of epochs or rounds the best is kept, by the log loss of the rows that are
held out. Else they are as their authors' examples have them, but for embeddings of 16 numbers and 128 rows a step, as ours.
Numbers are standardised, a category that the rows to train on do not have is the unknown one, as in ours.
"""

import json
import sys

try:
    import numpy as np
    import pandas as pd
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

EMBEDDING_DIM = 16
BATCH_ROWS = 128
LEARNING_RATE = 0.001
PATIENCE = 5
TREE_PATIENCE = 30
TREE_RATE = 0.1
# Where there is no event; and a value that is not known.
NOTHING, UNKNOWN = 0, 1


def auc(labels, scores):
    """The share of pairs in the right order, ties counted half."""
    ranks = pd.Series(scores).rank().to_numpy()
    positive = labels == 1
    count = positive.sum()
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def log_loss(labels, scores):
    scores = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(labels == 1, np.log(scores), np.log(1 - scores))))


class Rows:
    """The two parts of the data, read as each kind of model wants them."""

    def __init__(self, data_file, run):
        text = {name: str for name in run["categories"] + [s["name"] for s in run["sequences"]]}
        self.run = run
        self.rows = pd.read_csv(data_file, dtype=text, keep_default_na=False)
        self.labels = [self.part(self.rows[run["label"]].to_numpy(np.float32), which) for which in ("train", "validation")]
        self.known = {
            name: sorted(set(self.part(self.rows[name].to_numpy(), "train"))) for name in run["categories"]
        }

    def part(self, values, which):
        return values[self.run[which]]

    def table(self, which):
        """For trees, which do without sequences."""
        part = self.rows.iloc[self.run[which]]
        table = {
            name: pd.Categorical(part[name].where(part[name].isin(self.known[name])), categories=self.known[name])
            for name in self.run["categories"]
        }
        table.update({number["name"]: part[number["name"]] for number in self.run["numbers"]})
        return pd.DataFrame(table, index=part.index)

    def arrays(self):
        """For networks: by feature, its numbers or codes for all rows."""
        columns = {}
        for number in self.run["numbers"]:
            values = self.rows[number["name"]].to_numpy(np.float64)
            values = np.log1p(values) if number["log"] else values
            fitted = self.part(values, "train")
            columns[number["name"]] = ((values - fitted.mean()) / fitted.std()).astype(np.float32)
        codes = {name: self.codes(values) for name, values in self.known.items()}
        for name in self.run["categories"]:
            columns[name] = self.rows[name].map(codes[name]).fillna(UNKNOWN).to_numpy(np.float32)
        for sequence in self.run["sequences"]:
            own = codes[sequence["shares"]]
            longest = sequence["max_length"]
            events = np.full((len(self.rows), longest), NOTHING, np.float32)
            for row, text in enumerate(self.rows[sequence["name"]]):
                last = [own.get(event, UNKNOWN) for event in text.split(sequence["separator"]) if event][-longest:]
                events[row, : len(last)] = last
            columns[sequence["name"]] = events
        return columns

    @staticmethod
    def codes(values):
        return {value: code for code, value in enumerate(values, start=UNKNOWN + 1)}

    def values_of(self, name):
        return len(self.known[name]) + UNKNOWN + 1


def with_lightgbm(rows, run):
    import lightgbm as lgb

    train = lgb.Dataset(rows.table("train"), rows.labels[0])
    parameters = {"objective": "binary", "seed": run["seed"], "learning_rate": TREE_RATE, "verbosity": -1, "num_threads": 1}
    booster = lgb.train(
        parameters,
        train,
        run["rounds"],
        valid_sets=[lgb.Dataset(rows.table("validation"), rows.labels[1], reference=train)],
        callbacks=[lgb.early_stopping(TREE_PATIENCE, verbose=False)],
    )
    scores = booster.predict(rows.table("validation"), num_iteration=booster.best_iteration)
    return {"lightgbm": lgb.__version__}, [("LightGBM", scores)]


def with_xgboost(rows, run):
    import xgboost as xgb

    train, validation = (
        xgb.DMatrix(rows.table(which), label=labels, enable_categorical=True)
        for which, labels in zip(("train", "validation"), rows.labels)
    )
    booster = xgb.train(
        {"objective": "binary:logistic", "seed": run["seed"], "eta": TREE_RATE, "nthread": 1},
        train,
        run["rounds"],
        evals=[(validation, "validation")],
        early_stopping_rounds=TREE_PATIENCE,
        verbose_eval=False,
    )
    scores = booster.predict(validation, iteration_range=(0, booster.best_iteration + 1))
    return {"xgboost": xgb.__version__}, [("XGBoost", scores)]


def best_scores(model, inputs, rows, run, weight_decay=0.0, penalty=None):
    """What a network that answers probabilities says of the rows held out, at the best of its epochs.

    inputs: of indices of rows, what the model takes; penalty: of the model, what is added to the loss.
    """
    import torch

    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, weight_decay=weight_decay)
    generator = torch.Generator().manual_seed(run["seed"])
    train, validation = (torch.tensor(run[which]) for which in ("train", "validation"))
    labels = torch.tensor(rows.labels[0])
    best, least, since = None, np.inf, 0
    for _ in range(run["epochs"]):
        model.train()
        order = torch.randperm(len(train), generator=generator)
        # A batch of one row would have no variance.
        for batch in order[: len(order) - len(order) % BATCH_ROWS].split(BATCH_ROWS):
            answers = model(inputs(train[batch])).reshape(-1)
            loss = torch.nn.functional.binary_cross_entropy(answers, labels[batch])
            if penalty:
                loss = loss + penalty(model)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            scores = model(inputs(validation)).reshape(-1).numpy()
        loss, since = log_loss(rows.labels[1], scores), since + 1
        if loss < least:
            best, least, since = scores, loss, 0
        if since >= PATIENCE:
            break
    return best


def with_deepctr(rows, run):
    import torch
    from importlib.metadata import version
    from deepctr_torch.inputs import DenseFeat, SparseFeat, VarLenSparseFeat
    from deepctr_torch.models import DIN, DeepFM

    arrays = rows.arrays()

    def sparse(name, of):
        return SparseFeat(name, rows.values_of(of), embedding_dim=EMBEDDING_DIM, embedding_name=of)

    def columns_of(prefix):
        lengths = {"length_name": "length"} if prefix else {}
        return (
            [sparse(name, name) for name in run["categories"]]
            + [
                VarLenSparseFeat(
                    sparse(prefix + (s["shares"] if prefix else s["name"]), s["shares"]), s["max_length"], "mean", **lengths
                )
                for s in run["sequences"]
            ]
            + [DenseFeat(number["name"], 1) for number in run["numbers"]]
        )

    def trained(model, prefix=""):
        named = dict(arrays)
        for s in run["sequences"]:
            if prefix:
                named[prefix + s["shares"]] = arrays[s["name"]]
                named["length"] = (arrays[s["name"]] != NOTHING).sum(1).astype(np.float32)
        # Behind each other, in the order in which the model looks for them.
        parts = [named[name].reshape(len(rows.rows), -1) for name in model.feature_index]
        matrix = torch.tensor(np.concatenate(parts, 1))
        return best_scores(model, lambda i: matrix[i], rows, run, penalty=lambda m: m.get_regularization_loss())

    columns, seed = columns_of(""), run["seed"]
    results = [("DeepCTR-Torch DeepFM", trained(DeepFM(columns, columns, seed=seed)))]
    if run["sequences"]:
        shared = [s["shares"] for s in run["sequences"]]
        results.append(("DeepCTR-Torch DIN", trained(DIN(columns_of("hist_"), shared, seed=seed), "hist_")))
    return {"deepctr-torch": version("deepctr-torch"), "torch": torch.__version__}, results


def with_rechub(rows, run):
    import torch
    from importlib.metadata import version
    from torch_rechub.basic.features import DenseFeature, SequenceFeature, SparseFeature
    from torch_rechub.models.ranking import DIN, DCNv2, DeepFM

    tensors = {name: torch.tensor(values) for name, values in rows.arrays().items()}
    mlp = {"dims": [256, 128], "dropout": 0.2}
    dense = [DenseFeature(number["name"]) for number in run["numbers"]]
    sparse = [SparseFeature(name, rows.values_of(name), embed_dim=EMBEDDING_DIM) for name in run["categories"]]

    def sequences(pooling):
        return [
            SequenceFeature(
                s["name"], rows.values_of(s["shares"]), EMBEDDING_DIM, pooling, shared_with=s["shares"], padding_idx=NOTHING
            )
            for s in run["sequences"]
        ]

    def trained(make):
        torch.manual_seed(run["seed"])
        return best_scores(
            make(), lambda i: {name: values[i] for name, values in tensors.items()}, rows, run, weight_decay=1e-5
        )

    features = sparse + sequences("mean")
    # Its factorisation machine is one of categories.
    if features:
        results = [("torch-rechub DeepFM", trained(lambda: DeepFM(features + dense, features, mlp)))]
    else:
        results = [("torch-rechub DCN-v2", trained(lambda: DCNv2(dense, 2, mlp, use_low_rank_mixture=False)))]
    if run["sequences"]:
        shared = [s["shares"] for s in run["sequences"]]
        targets = [feature for feature in sparse if feature.name in shared]
        others = [feature for feature in sparse if feature.name not in shared]
        attention = {"dims": [36]}
        results.append(("torch-rechub DIN", trained(lambda: DIN(others, sequences("concat"), targets, mlp, attention))))
    return {"torch-rechub": version("torch-rechub"), "torch": torch.__version__}, results


def main():
    data_file, run_file = sys.argv[1:]
    # Peers print words of their own.
    answers, sys.stdout = sys.stdout, sys.stderr
    with open(run_file, encoding="utf-8") as file:
        run = json.load(file)
    rows = Rows(data_file, run)
    versions, results = {}, []
    for train in (with_xgboost, with_lightgbm, with_deepctr, with_rechub):
        try:
            its_versions, its_results = train(rows, run)
        except ImportError as error:
            print(error, file=sys.stderr)
            continue
        versions.update(its_versions)
        for title, scores in its_results:
            labels = rows.labels[1]
            results.append({"title": title, "auc": auc(labels, scores), "log_loss": log_loss(labels, scores)})
    if not results:
        sys.exit(3)
    print(json.dumps({"versions": versions, "results": results}), file=answers)


if __name__ == "__main__":
    main()
