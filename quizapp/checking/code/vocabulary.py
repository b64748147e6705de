"""Every word a response may use beyond its own names: data only, so that reading needs no NumPy.

What is not on one of these lists does not exist for the interpreter. ``functions``, ``methods``
and ``randomness`` hold what each word does; a test keeps them in step with these lists.
"""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ELEMENTWISE: Final = _set(
    """abs absolute add arctan arctan2 cbrt ceil cos cosh degrees divide equal exp exp2 expm1 fabs
    floor floor_divide fmod greater greater_equal hypot isfinite isinf isnan less less_equal log
    log10 log1p log2 logaddexp logical_and logical_not logical_or logical_xor maximum minimum mod
    multiply negative not_equal positive power radians reciprocal remainder rint sign sin sinh sqrt
    square subtract tan tanh true_divide trunc clip where heaviside fmax fmin nan_to_num"""
)
REDUCTIONS: Final = _set(
    """all amax amin any argmax argmin average count_nonzero max mean median min nanmax nanmean
    nanmin nansum prod std sum var"""
)
MAKERS: Final = _set(
    """arange array asarray copy eye full full_like identity linspace ones ones_like zeros
    zeros_like empty empty_like diag tril triu"""
)
SHAPERS: Final = _set(
    """argsort atleast_1d atleast_2d concatenate cumprod cumsum diff dot expand_dims flip fliplr
    flipud hstack inner matmul moveaxis ndim nonzero outer pad ravel repeat reshape roll round shape
    size sort split squeeze stack swapaxes tile transpose unique vdot vstack around allclose
    array_equal bincount convolve cross isclose searchsorted trace take take_along_axis
    column_stack append meshgrid argwhere array_split broadcast_to dstack flatnonzero kron ndindex
    rot90 unravel_index"""
)
FUNCTIONS: Final = ELEMENTWISE | REDUCTIONS | MAKERS | SHAPERS
"""Functions of ``np``."""
CONSTANTS: Final = frozenset({"pi", "e", "inf", "nan", "newaxis"})
DTYPES: Final = frozenset({"float64", "float32", "int64", "int32", "bool_", "bool"})
"""``np`` names that may stand as a ``dtype`` or be called to convert."""
LINALG: Final = frozenset({"norm"})
"""Functions of ``np.linalg``."""
MATH: Final = _set(
    "ceil cos cosh exp fabs floor hypot log log10 log1p log2 pow prod sin sinh sqrt tan tanh"
)
"""Functions of ``math``, for single numbers; its constants are those of ``np``."""

ATTRIBUTES: Final = frozenset({"T", "shape", "ndim", "size", "dtype"})
METHODS: Final = _set(
    """all any argmax argmin argsort astype clip copy cumprod cumsum dot fill flatten item max mean
    min nonzero prod ravel repeat reshape round sort squeeze std sum swapaxes take tolist trace
    transpose var append extend insert pop reverse"""
)
"""Methods of arrays, and a few of lists."""
BUILTINS: Final = _set(
    """abs all any bool enumerate float int len list max min pow range reversed round sorted sum
    tuple zip"""
)

NP_RANDOM: Final = _set(
    """binomial choice normal permutation rand randint randn random random_sample ranf sample
    standard_normal uniform seed default_rng"""
)
"""Functions of ``np.random``; usable where a question allows randomness."""
RNG_METHODS: Final = _set(
    "binomial choice integers normal permutation random standard_normal uniform"
)
"""Methods of what ``np.random.default_rng()`` gives."""
PY_RANDOM: Final = _set("choice randint random randrange uniform")
"""Functions of Python's ``random``."""

MODULES: Final = frozenset({"np", "numpy", "random", "math"})
SOURCE: Final = "rng"
"""A name that is a random generator where randomness is allowed and nothing else has the name."""
HOLE: Final = "____"
"""What stands in a listing where a response goes."""
