"""Which sign each LaTeX name stands for, how it behaves, and how ASCII writes it."""

from __future__ import annotations

from functools import cache

from quizapp.typeset.tree import Kind, Sym

# Each value is the sign and, after a blank, its ASCII spelling where the sign is not ASCII.

_GREEK = {
    "alpha": "α alpha", "beta": "β beta", "gamma": "γ gamma", "delta": "δ delta",
    "epsilon": "ε epsilon", "zeta": "ζ zeta", "eta": "η eta", "theta": "θ theta", "iota": "ι iota",
    "kappa": "κ kappa", "lambda": "λ lambda", "mu": "μ mu", "nu": "ν nu", "xi": "ξ xi",
    "omicron": "ο omicron", "pi": "π pi", "rho": "ρ rho", "sigma": "σ sigma", "tau": "τ tau",
    "upsilon": "υ upsilon", "phi": "φ phi", "chi": "χ chi", "psi": "ψ psi", "omega": "ω omega",
    "Gamma": "Γ Gamma", "Delta": "Δ Delta", "Theta": "Θ Theta", "Lambda": "Λ Lambda", "Xi": "Ξ Xi",
    "Pi": "Π Pi", "Sigma": "Σ Sigma", "Upsilon": "Υ Upsilon", "Phi": "Φ Phi", "Psi": "Ψ Psi",
    "Omega": "Ω Omega",
}  # fmt: skip
_GREEK_VARIANTS = {
    "varepsilon": "ε epsilon", "vartheta": "ϑ theta", "varpi": "ϖ pi", "varrho": "ϱ rho",
    "varsigma": "ς sigma", "varphi": "φ phi",
}  # fmt: skip
_ORDINARY = {
    "infty": "∞ inf", "nabla": "∇ grad", "partial": "∂ d", "ell": "ℓ l", "hbar": "ℏ hbar",
    "emptyset": "∅ {}", "varnothing": "∅ {}", "forall": "∀ forall", "exists": "∃ exists",
    "neg": "¬ not", "lnot": "¬ not", "top": "⊤ T", "bot": "⊥ _|_", "angle": "∠ angle",
    "degree": "° deg", "circ": "∘ o", "prime": "'", "dagger": "† +", "ddagger": "‡ ++",
    "bullet": "• *", "square": "□ []", "Box": "□ []", "Re": "ℜ Re", "Im": "ℑ Im",
    "aleph": "ℵ aleph", "dots": "… ...", "ldots": "… ...", "dotsc": "… ...", "cdots": "⋯ ...",
    "dotsb": "⋯ ...", "vdots": "⋮ :", "ddots": "⋱ ...", "therefore": "∴ therefore",
    "because": "∵ because", "imath": "ı i", "jmath": "ȷ j", "%": "%", "#": "#", "&": "&",
    "$": "$", "_": "_", "S": "§ S", "checkmark": "✓ v", "triangle": "△ tri", "surd": "√ sqrt",
    "backslash": "\\", "vert": "|", "Vert": "‖ ||", "|": "‖ ||", "blacksquare": "■ []",
    "lq": "`", "rq": "'",
}  # fmt: skip
_RELATIONS = {
    "le": "≤ <=", "leq": "≤ <=", "leqslant": "≤ <=", "ge": "≥ >=", "geq": "≥ >=",
    "geqslant": "≥ >=", "ne": "≠ !=", "neq": "≠ !=", "ll": "≪ <<", "gg": "≫ >>", "lt": "<",
    "gt": ">", "equiv": "≡ ==", "approx": "≈ ~=", "simeq": "≃ ~=", "cong": "≅ ~=", "sim": "~",
    "propto": "∝ propto", "doteq": "≐ =", "in": "∈ in", "notin": "∉ not in", "ni": "∋ ni",
    "subset": "⊂ subset", "subseteq": "⊆ subset", "supset": "⊃ superset",
    "supseteq": "⊇ superset", "mid": "|", "parallel": "‖ ||", "perp": "⊥ _|_", "vdash": "⊢ |-",
    "models": "⊨ |=", "prec": "≺ <", "succ": "≻ >", "preceq": "≼ <=", "succeq": "≽ >=",
    "to": "→ ->", "rightarrow": "→ ->", "longrightarrow": "→ -->", "leftarrow": "← <-",
    "gets": "← <-", "longleftarrow": "← <--", "leftrightarrow": "↔ <->",
    "longleftrightarrow": "↔ <->", "Rightarrow": "⇒ =>", "implies": "⇒ =>",
    "Longrightarrow": "⇒ =>", "Leftarrow": "⇐ <==", "impliedby": "⇐ <==",
    "Leftrightarrow": "⇔ <=>", "iff": "⇔ <=>", "Longleftrightarrow": "⇔ <=>",
    "mapsto": "↦ |->", "longmapsto": "↦ |->", "hookrightarrow": "↪ ->", "uparrow": "↑ ^",
    "downarrow": "↓ v", "rightleftharpoons": "⇌ <=>", "coloneqq": ":=", "triangleq": "≜ :=",
    "lesssim": "≲ <~", "gtrsim": "≳ >~", "nearrow": "↗ /", "searrow": "↘ \\", "asymp": "≍ ~",
    "leadsto": "⇝ ~>", "nsubseteq": "⊈ not subset", "nmid": "∤ not |", "lessgtr": "≶ <>",
}  # fmt: skip
_SUMS = {"pm": "± +-", "mp": "∓ -+"}
_PRODUCTS = {
    "times": "× *", "cdot": "⋅ *", "div": "÷ /", "ast": "*", "slash": "/", "cdotp": "⋅ *",
}  # fmt: skip
_STARS = {
    "odot": "⊙ (.)", "otimes": "⊗ (x)", "oplus": "⊕ (+)", "ominus": "⊖ (-)", "oslash": "⊘ (/)",
    "cup": "∪ union", "cap": "∩ intersect", "setminus": "∖ \\", "wedge": "∧ and",
    "land": "∧ and", "vee": "∨ or", "lor": "∨ or", "bmod": "mod", "sqcup": "⊔ join",
    "sqcap": "⊓ meet", "uplus": "⊎ (+)", "circledast": "⊛ (*)", "bigcirc": "○ (o)",
    "star": "⋆ *", "boxtimes": "⊠ [x]", "diamond": "⋄ <>", "boxplus": "⊞ [+]",
}  # fmt: skip
_BIG = {
    "sum": "∑ sum", "prod": "∏ prod", "coprod": "∐ coprod", "bigcup": "⋃ union",
    "bigcap": "⋂ intersect", "bigoplus": "⨁ (+)", "bigotimes": "⨂ (x)", "bigodot": "⨀ (.)",
    "bigvee": "⋁ or", "bigwedge": "⋀ and",
}  # fmt: skip
_INTEGRALS = {"int": "∫ int", "iint": "∬ iint", "iiint": "∭ iiint", "oint": "∮ oint"}
_FUNCTIONS = (
    "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "coth", "csc", "deg", "dim", "exp", "hom",
    "ker", "lg", "ln", "log", "sec", "sin", "sinh", "tan", "tanh", "arg", "sgn", "sign", "erf",
    "softmax", "softplus", "sigmoid", "ReLU", "relu", "tr", "Tr", "diag", "rank", "Var", "Cov",
    "KL",
)  # fmt: skip
_FUNCTIONS_WITH_LIMITS = (
    "det", "gcd", "inf", "lim", "liminf", "limsup", "max", "min", "Pr", "sup", "argmax", "argmin",
)  # fmt: skip

_TABLES: tuple[tuple[Kind, dict[str, str]], ...] = (
    ("ord", _ORDINARY),
    ("ord", _GREEK_VARIANTS),
    ("ord", _GREEK),
    ("punct", {"colon": ":"}),
    ("rel", _RELATIONS),
    ("bin", _SUMS),
    ("mul", _PRODUCTS),
    ("star", _STARS),
    ("big", _BIG),
    ("big", _INTEGRALS),
    ("func", {name: name for name in (*_FUNCTIONS, *_FUNCTIONS_WITH_LIMITS)}),
)
_BY_NAME = {name: (kind, value) for kind, table in _TABLES for name, value in table.items()}
_WITH_LIMITS = frozenset({*_BIG, *_FUNCTIONS_WITH_LIMITS})

INTEGRAL_SIGNS = frozenset("∫∬∭∮")

OPENING = {
    "lbrace": "{", "{": "{", "lbrack": "[", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈",
    "lvert": "|", "lVert": "‖", "lgroup": "(",
}  # fmt: skip
CLOSING = {
    "rbrace": "}", "}": "}", "rbrack": "]", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉",
    "rvert": "|", "rVert": "‖", "rgroup": ")",
}  # fmt: skip
DELIMITERS = {
    **OPENING, **CLOSING, "|": "‖", "vert": "|", "Vert": "‖", "mid": "|", "backslash": "\\",
    "uparrow": "↑", "downarrow": "↓",
}  # fmt: skip
"""What ``\\left`` and ``\\right`` take by name; ``( ) [ ] | / < >`` stand for themselves."""

ASCII_DELIMITERS = {
    "⟨": "<", "⟩": ">", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "‖": "||",
    "↑": "^", "↓": "v",
}  # fmt: skip

COMBINING = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307", "ddot": "\u0308",
    "vec": "\u20d7", "overrightarrow": "\u20d7", "check": "\u030c", "breve": "\u0306",
    "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
}  # fmt: skip
ACCENTS = frozenset({*COMBINING, "underline"})

_CHARACTERS: dict[str, Kind] = {
    "+": "bin", "-": "bin", "−": "bin", "*": "mul", "/": "mul", "=": "rel", "<": "rel",
    ">": "rel", "(": "open", "[": "open", ")": "close", "]": "close", ",": "punct", ";": "punct",
    "（": "open", "）": "close", "、": "punct", "，": "punct", "·": "mul", "・": "mul",
    "∼": "rel", "∗": "mul", "∣": "rel", "：": "punct",
}  # fmt: skip

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW'*⊤∘†°",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ'*ᵀ°†°",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvx",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ",
        strict=True,
    )
)


@cache
def named(name: str) -> Sym | None:
    """The sign of a command without arguments, or None."""
    found = _BY_NAME.get(name)
    if found is None:
        return None
    kind, value = found
    sign, _, ascii_form = value.partition(" ")
    return Sym(sign, kind, ascii_form, name in _WITH_LIMITS)


@cache
def _by_sign() -> dict[str, Sym]:
    signs: dict[str, Sym] = {}
    for name, (kind, _) in _BY_NAME.items():
        sym = named(name)
        if sym is not None and len(sym.text) == 1 and not sym.text.isascii() and kind != "func":
            signs.setdefault(sym.text, sym)
    return signs


def character(sign: str) -> Sym:
    """The meaning of a character written as itself, Greek and ``≤ × ∑`` included."""
    kind = _CHARACTERS.get(sign)
    if kind is not None:
        plain = {"−": "-", "∼": "~", "∗": "*", "∣": "|"}.get(sign, sign)
        return Sym(plain, kind, "*" if sign in "·・" else "")
    if sign.isascii():
        return Sym(sign)
    return _by_sign().get(sign) or Sym(sign)


def blackboard(letter: str) -> str:
    """The double-struck form of a number set's letter; other letters stay plain.

    Only these have a place where the fonts of terminals carry them.
    """
    return {"R": "ℝ", "N": "ℕ", "Z": "ℤ", "Q": "ℚ", "C": "ℂ"}.get(letter, letter)


def raised(text: str) -> str | None:
    """``text`` in superscript characters, or None when one of them does not exist."""
    return _mapped(text, _SUPERSCRIPTS)


def lowered(text: str) -> str | None:
    """``text`` in subscript characters, or None when one of them does not exist."""
    return _mapped(text, _SUBSCRIPTS)


def _mapped(text: str, table: dict[str, str]) -> str | None:
    found = [table.get(sign) for sign in text]
    if not found or None in found:
        return None
    return "".join(sign for sign in found if sign is not None)
