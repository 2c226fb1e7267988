"""Gradient-boosted trees, trained with scikit-learn and converted to plain arrays that give the same sums."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from bot.advice.maintenance.trees import Array, Forest


@dataclass(frozen=True, slots=True)
class Boosting:
    """How trees are grown: rounds, learning rate, leaves of a tree, fewest rows of a leaf, and penalty on leaves."""

    rounds: int = 150
    step: float = 0.06
    leaves: int = 15
    fewest: int = 5
    penalty: float = 1.0


def classifier(settings: Boosting, seed: int) -> HistGradientBoostingClassifier:
    """Trees for a yes or no."""
    return HistGradientBoostingClassifier(**asked(settings), random_state=seed, early_stopping=False)


def regressor(settings: Boosting, seed: int) -> HistGradientBoostingRegressor:
    """Trees for a number."""
    return HistGradientBoostingRegressor(**asked(settings), random_state=seed, early_stopping=False)


def asked(settings: Boosting) -> dict[str, float]:
    """The settings under scikit-learn's names."""
    return {
        "max_iter": settings.rounds,
        "learning_rate": settings.step,
        "max_leaf_nodes": settings.leaves,
        "min_samples_leaf": settings.fewest,
        "l2_regularization": settings.penalty,
    }


def forest(learnt: HistGradientBoostingClassifier | HistGradientBoostingRegressor) -> Forest:
    """The arrays of what was learnt, for a yes or no or for one number."""
    trees = [predictors[0].nodes for predictors in learnt._predictors]
    sizes = np.array([len(nodes) for nodes in trees])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    nodes, shift = np.concatenate(trees), np.repeat(roots, sizes)
    leaf = nodes["is_leaf"].astype(bool)
    return Forest(
        np.where(leaf, -1, nodes["feature_idx"]).astype(np.int16),
        np.where(leaf, 0.0, nodes["num_threshold"]).astype(np.float64),
        np.where(leaf, 0, nodes["left"] + shift).astype(np.int32),
        np.where(leaf, 0, nodes["right"] + shift).astype(np.int32),
        nodes["missing_go_to_left"].astype(np.bool_),
        np.where(leaf, nodes["value"], 0.0).astype(np.float64),
        roots.astype(np.int32),
        float(np.ravel(learnt._baseline_prediction)[0]),
    )


def gains(learnt: HistGradientBoostingClassifier, features: int) -> npt.NDArray[np.float64]:
    """How much splitting by each feature has gained, shape (features,)."""
    found: Array = np.zeros(features)
    for predictors in learnt._predictors:
        nodes = predictors[0].nodes
        inner = ~nodes["is_leaf"].astype(bool)
        np.add.at(found, nodes["feature_idx"][inner], nodes["gain"][inner])
    return found
