"""Formulas and texts as a browser draws them: well formed, complete, and never markup of a pack."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from quizapp.typeset.hypertext import hypertext, phrase
from quizapp.typeset.mathml import mathml


def signs(latex: str) -> str:
    """All text of the element, in order."""
    return "".join(ElementTree.fromstring(mathml(latex) or "").itertext())


def shape(latex: str) -> str:
    """The element without its reading and attributes, as nested names and texts."""

    def told(node: ElementTree.Element) -> str:
        inner = (node.text or "") + "".join(told(one) for one in node)
        return f"{node.tag}({inner})"

    return told(ElementTree.fromstring(mathml(latex) or ""))


@pytest.mark.parametrize(
    ("latex", "wanted"),
    [
        (r"\frac{a}{b}", "math(mfrac(mi(a)mi(b)))"),
        ("x_i^2", "math(msubsup(mi(x)mi(i)mn(2)))"),
        (r"\sqrt[3]{x}", "math(mroot(mi(x)mn(3)))"),
        ("10^2", "math(msup(mn(10)mn(2)))"),
        ("-3.5", "math(mrow(mo(−)mn(3.5)))"),
        (
            r"\sum_{i=1}^n i",
            "math(mrow(munderover(mo(∑)mrow(mi(i)mo(=)mn(1))mi(n))mi(i)))",
        ),
        (r"\int_0^1 x", "math(mrow(msubsup(mo(∫)mn(0)mn(1))mi(x)))"),
        (r"\hat{y}", "math(mover(mi(y)mo(^)))"),
        (
            r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
            "math(mrow(mo(()mtable(mtr(mtd(mn(1))mtd(mn(2)))mtr(mtd(mn(3))mtd(mn(4))))mo())))",
        ),
    ],
)
def test_the_shape_of_a_formula(latex: str, wanted: str) -> None:
    assert shape(latex) == wanted


def test_a_minus_after_a_relation_is_a_sign_and_between_operands_it_is_not() -> None:
    assert mathml("x=-3") is not None
    assert '<mo form="prefix">−</mo>' in (mathml("x=-3") or "")
    assert '<mo form="prefix">' not in (mathml("x-3") or "")


def test_delimiters_grow_for_fractions_alone() -> None:
    assert 'stretchy="true"' in (mathml(r"\left(\frac{a}{b}\right)") or "")
    assert 'stretchy="true"' not in (mathml(r"\|x_i^2\|") or "")


def test_what_cannot_be_read_is_shown_as_its_source() -> None:
    assert mathml(r"\frac{a}") is None
    assert hypertext(r"A $\frac{a}$") == r"<p>A <code>\frac{a}</code></p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "$<script>alert(1)</script>$",
        r"$\text{<script>alert(1)</script>}$",
        "`<script>`",
        "**<script>**",
        "- <script>",
        "```\n<script>\n```",
        "$$\\text{<img src=x onerror=alert(1)>}$$",
        '$\\text{"><script>}$',
    ],
)
def test_tags_in_a_text_are_text(text: str) -> None:
    for made in (hypertext(text), phrase(text)):
        assert "<script" not in made
        assert "<img" not in made
        ElementTree.fromstring(f"<div>{made.replace('&nbsp;', ' ')}</div>")


def test_parts_become_blocks() -> None:
    made = hypertext("ある**値** $x$ を求めよ。\n\n- a\n- b\n\n```\nx < 1\n```")
    assert made.startswith("<p>ある<strong>値</strong> <math")
    assert "<ul><li>a</li><li>b</li></ul>" in made
    assert "<pre><code>x &lt; 1</code></pre>" in made
