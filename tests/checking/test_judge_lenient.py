r"""Lenient rules: the answer a sentence or a solution ends in, as people grade solutions."""

from __future__ import annotations

import pytest

from quizapp.checking import Rule, judge

LENIENT = Rule(lenient=True)


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        # the last answer in a text
        (r"The answer is $\boxed{24}$.", "24"),
        ("So the total is $24$.", "24"),
        ("Therefore, x = 5.", "5"),
        (r"We had $\frac{1}{2}$, hence the answer is $\boxed{\frac{1}{3}}$.", "1/3"),
        ("There are $3$ cats and $4$ dogs, so $7$ animals.", "7"),
        ("Final Answer: The final answer is $24$. I hope it is correct.", "24"),
        ("**24**", "24"),
        ("The vertex is at (1, 2).", "(1, 2)"),
        ("The solutions are $x = 2$ and $x = -3$.", r"\{2, -3\}"),
        (r"\text{The answer is } 5", "5"),
        # units, currency, words
        (r"5 \text{ cm}^2", "5"),
        ("5 cm", "5"),
        ("The area is 12 square meters.", "12"),
        (r"\$18.90", "18.9"),
        ("It costs $12.50.", "12.5"),
        (r"\dfrac{1}{2} \text{ hours}", r"\frac12"),
        (r"2\pi \text{ rad}", r"2\pi"),
        # percent and degrees, with and without their sign
        (r"10\%", "10"),
        ("10", r"10\%"),
        (r"50\%", "1/2"),
        (r"90^\circ", "90"),
        (r"90^\circ", r"\frac{\pi}{2}"),
        # several values
        ("2, 1", r"\{1, 2\}"),
        ("1 and 2", r"\{1, 2\}"),
        (r"x = \pm 3", r"\pm 3"),
        (r"(3,4), (1,2)", r"\{(1,2), (3,4)\}"),
        # with the label or without
        ("f(x) = x^2", "x^2"),
        ("3x + 2", "y = 3x + 2"),
        ("y = 3x + 2", "3x + 2"),
        ("(1, 2)", "1 < x < 2"),
        (r"x<1 \text{ or } x>2", r"(-\infty, 1) \cup (2, \infty)"),
        # decimals of five digits, either way
        ("0.33333", r"\frac13"),
        (r"\frac13", "0.333333"),
        (r"0.1\overline{6}", r"\frac16"),
        # words
        (r"\boxed{\text{even}}", "even"),
        ("(B)", r"\text{B}"),
        (r"\infty", r"\infty"),
    ],
)
def test_accepted(response: str, answer: str) -> None:
    grade = judge(response, answer, LENIENT)
    assert grade.outcome == "right", grade


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        (r"We had $\frac{1}{2}$, hence the answer is $\boxed{\frac{1}{3}}$.", "1/2"),
        ("There are $3$ cats and $4$ dogs, so $7$ animals.", "3"),
        ("0.33", r"\frac13"),
        ("3.14", r"\pi"),
        (r"\frac{22}{7}", r"\pi"),
        (r"11\%", "10"),
        ("12 cm", "13"),
        ("-3", "3"),
        ("x + 1 = 5", "5"),
        ("3 + 4 = 8", "8"),
        ("[1, 2]", "(1, 2)"),
        ("(2, 1)", "(1, 2)"),
        (r"x \ge 2", r"(2, \infty)"),
        ("1, 2", "1, 2, 3"),
        ("2x + 3", "y = 2x + 4"),
        ("odd", "even"),
        ("neve", "even"),
        (r"\boxed{B}", "A"),
        (r"\frac{\pi}{2}", "90"),
        (r"\sqrt{x^2}", "x"),
        ("5x", "5"),
        ("5 y", "5"),
        ("5ab", "5"),
        ("5y/x", "5"),
    ],
)
def test_refused(response: str, answer: str) -> None:
    assert judge(response, answer, LENIENT).outcome == "wrong"


@pytest.mark.parametrize(
    "text", [r"The answer is $\boxed{24}$.", "5 cm", r"\$24", "10", "**24**", "0.33333"]
)
def test_strict_rules_take_every_sign_at_its_word(text: str) -> None:
    answer = {"10": r"10\%", "5 cm": "5", "0.33333": "1/3"}.get(text, "24")
    if text == r"\$24":
        assert judge(text, answer).outcome == "right"
    else:
        assert judge(text, answer).outcome != "right"
