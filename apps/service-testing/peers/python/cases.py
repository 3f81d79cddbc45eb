"""Runs the cases of a peer and prints what each has come to, as one object of JSON."""

import json
import sys


def arguments():
    """What the test says: one object of JSON on standard input."""
    return json.load(sys.stdin)


def run(cases, failures):
    """Prints {"<case>": {"value": ...}} or {"<case>": {"error": "...", "status": ...}} for errors of the peer itself."""
    outcomes = {}
    for name, case in cases.items():
        try:
            outcomes[name] = {"value": case()}
        except failures as error:
            outcomes[name] = {"error": error.message(), "status": str(error.status())}
    json.dump(outcomes, sys.stdout, allow_nan=False)
