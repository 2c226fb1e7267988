"""Compares intents that were found without labels with the labels that people gave to the same texts."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from bot.errors import DataError
from bot.inference.text import tidy
from training.importers import rows

Metrics = dict[str, float | int]


def evaluate(utterances: Path, labels: Path) -> Metrics:
    """``nmi``, ``ari`` and ``accuracy`` over the texts of both files; an unsure text counts with its suggestion.

    For ``accuracy`` groups are matched to intents one to one. ``sure`` is the share of texts that were given an intent, ``sure_accuracy``
    the accuracy among these. The first of several intents counts; texts in only one of the files are ``unmatched``. DataError.
    """
    right = {key: intent for key, intent, _ in named(labels) if intent}
    found = {key: (intent or suggestion, bool(intent)) for key, intent, suggestion in named(utterances)}
    both = [key for key in right if key in found]
    if not both:
        raise DataError(utterances, None, f"has no text in common with {labels}")
    groups, truth = [found[key][0] for key in both], [right[key] for key in both]
    sure = [place for place, key in enumerate(both) if found[key][1]]
    return {
        **score(groups, truth),
        "sure": round(len(sure) / len(both), 4),
        "sure_accuracy": score([groups[place] for place in sure], [truth[place] for place in sure])["accuracy"] if sure else 0.0,
        "texts": len(both),
        "unmatched": len(right) + len(found) - 2 * len(both),
    }


def named(path: Path) -> list[tuple[str, str, str]]:
    """The normalised text, first intent and suggestion of every row; DataError at the first bad row."""
    read = []
    for one in rows.read(path, ("text", "intent")):
        if isinstance(one, DataError):
            raise one
        read.append((tidy(one[1]["text"]).casefold(), first(one[1]), one[1].get("suggestion", "").strip()))
    return read


def first(cells: Mapping[str, str]) -> str:
    """The first intent of a row."""
    return cells["intent"].split(";")[0].strip()


def score(found: Sequence[str], right: Sequence[str]) -> Metrics:
    """Normalised mutual information, adjusted Rand index, and accuracy by the best one-to-one match (Kuhn 1955), with the two counts."""
    groups, group = np.unique(found, return_inverse=True)
    intents, intent = np.unique(right, return_inverse=True)
    table = np.zeros((len(groups), len(intents)), dtype=np.int64)
    np.add.at(table, (group, intent), 1)
    matched = table[linear_sum_assignment(-table)].sum()
    return {
        "nmi": round(float(normalized_mutual_info_score(intent, group)), 4),
        "ari": round(float(adjusted_rand_score(intent, group)), 4),
        "accuracy": round(float(matched / len(found)), 4),
        "groups": len(groups),
        "intents": len(intents),
    }
