"""Multinomial logistic regression whose weights have a Gaussian prior around given ones."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse
from scipy.optimize import minimize

from bot.advice.triage.model import Array

MOST_STEPS = 80


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A prior over weights of shape (F, D): their ``mean``, and the ``precision`` (F,) of each feature's weights."""

    mean: Array
    precision: Array


def most_probable(
    rows: scipy.sparse.csr_matrix, labels: npt.NDArray[np.int64], weight: float, prior: Gaussian, begin: tuple[Array, Array]
) -> tuple[Array, Array]:
    """The weights (F, D) and bias (D,) with the largest posterior, each of the ``rows`` (n, F) counting ``weight``; found by L-BFGS."""
    size, d = prior.mean.size, prior.mean.shape[1]
    known = np.eye(d)[labels]
    precision = prior.precision[:, None]

    def loss(flat: Array) -> tuple[float, Array]:
        logits = rows @ flat[:size].reshape(-1, d) + flat[size:]
        logits -= logits.max(axis=1, keepdims=True)
        total = np.log(np.exp(logits).sum(axis=1))
        error = weight * (np.exp(logits - total[:, None]) - known)
        away = flat[:size].reshape(-1, d) - prior.mean
        value = weight * (total.sum() - logits[known > 0].sum()) + 0.5 * (precision * away**2).sum()
        return float(value), np.concatenate([(rows.T @ error + precision * away).ravel(), error.sum(axis=0)])

    start = np.concatenate([begin[0].ravel(), begin[1]])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return np.asarray(found.x[:size].reshape(-1, d)), np.asarray(found.x[size:])
