"""What each LaTeX command is: a letter, a sign, a space, braces that go away."""

from __future__ import annotations

from typing import Final

GREEK_COMMANDS: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "π", "rho": "ρ",
    "varrho": "ρ", "sigma": "σ", "varsigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "ell": "l", "imath": "i", "jmath": "j",
}  # fmt: skip

SIGN_COMMANDS: Final = {
    "cdot": "*", "cdotp": "*", "ast": "*", "star": "*", "bullet": "*", "times": "×", "div": "/",
    "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "leqq": "≤", "leqslant": "≤",
    "ge": "≥", "geq": "≥", "geqq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ne": "≠",
    "neq": "≠", "approx": "≈", "simeq": "≈", "infty": "∞", "in": "∈", "cup": "∪", "cap": "∩",
    "setminus": "∖", "smallsetminus": "∖", "backslash": "∖",
    "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨", "lnot": "¬", "neg": "¬", "partial": "∂",
    "equiv": "≡", "implies": "⇒", "Rightarrow": "⇒", "Longrightarrow": "⇒", "iff": "⇔",
    "Leftrightarrow": "⇔", "Longleftrightarrow": "⇔", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "mapsto": "→", "sum": "∑", "prod": "∏", "langle": "⟨", "rangle": "⟩",
    "colon": ":", "coloneqq": "=", "triangleq": "=", "bmod": " mod ", "mod": " mod ",
    "ldots": "…", "dots": "…", "cdots": "…", "dotsc": "…", "dotsb": "…", "deg": "°",
    "int": "∫", "emptyset": "∅", "varnothing": "∅", "degree": "°", "prime": "'",
    "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrace": "⦃", "rbrace": "⦄",
    "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "and": "∧", "or": "∨",
    "{": "⦃", "}": "⦄", "|": "‖", "%": "%", "&": "∧", "$": "", "_": "_",
}  # fmt: skip

SPACES: Final = frozenset(
    (",", ";", ":", "!", " ", "enspace", "thinspace", "medspace", "thickspace",
     "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "left", "right", "middle",
     "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "bigm",
     "/", "(", ")", "[", "]", "rm", "bf", "it", "sf", "tt", "cal", "mathstrut", "nonumber",
     "notag", "hfill", "therefore", "small", "large", "normalsize")
)  # fmt: skip
"""Commands that only move or size things. ``\\(`` and ``\\[`` open formulas and say no more."""

WRAPPERS: Final = frozenset(
    ("text", "mathrm", "mathit", "mathbf", "mathsf", "mathbb", "mathcal", "mathnormal",
     "boldsymbol", "bm", "textrm", "textbf", "textit", "mbox", "operatorname", "boxed", "fbox",
     "hbox", "mathop", "mathbin", "mathrel", "mathord", "ensuremath", "pmb", "symbf", "vec", "vb",
     "underline", "mathopen", "mathclose", "mathinner")
)  # fmt: skip
"""Commands whose braces go away and whose content stays."""

ACCENTS: Final = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307",
}  # fmt: skip

KEPT_COMMANDS: Final = frozenset(
    (
        "frac",
        "dfrac",
        "tfrac",
        "cfrac",
        "nicefrac",
        "sfrac",
        "sqrt",
        "begin",
        "end",
        "binom",
        "dbinom",
        "tbinom",
        "over",
        "choose",
    )
)
"""Left to the tokens, besides the functions."""

DROPPED: Final = frozenset(
    ("hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "tag", "label", "textcolor")
)
"""Commands whose first argument goes away with them."""
