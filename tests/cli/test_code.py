"""Code questions by command: shown, graded, answered line by line."""

from __future__ import annotations

import json

from tests.cli.conftest import Run

MOMENTUM = "v = mu * v - lr * g\nw = w + v"


def test_show_prints_listing_and_names(quizapp: Run) -> None:
    text = quizapp("show", "OP-14").stdout
    assert "   1  def nesterov_step(w, v, g, lr, mu):" in text
    assert "×  2      v = mu * v - lr * g" in text  # at fault
    assert "w, v, g: (n,) / (n, m)   lr, mu: float" in text
    shown = json.loads(quizapp("show", "OP-11", "--json", "--answer").stdout)
    assert shown["lines"] == 2
    assert shown["names"]["mu"] == "float"
    assert MOMENTUM in [one.strip() for one in shown["responses"]]
    assert shown["evidence"] == "computed"


def test_grade_one(quizapp: Run) -> None:
    done = quizapp("grade", "OP-11", MOMENTUM, "--json")
    grade = json.loads(done.stdout)
    assert (grade["outcome"], grade["note"]) == ("right", "right.code")
    assert grade["read_as"] == MOMENTUM
    wrong = json.loads(quizapp("grade", "OV-05", "grad + rate*param", "--json").stdout)
    assert wrong["note"] == "wrong.named"
    labels = [row[0] for row in wrong["table"]]
    assert {"@yours", "@correct", "param"} <= set(labels)
    text = quizapp("grade", "OV-05", "grad + rate*param", env={"LANG": "en_GB.UTF-8"}).stdout
    assert "Not right" in text
    assert "Yours" in text
    assert "Correct" in text
    assert " !" in text


def test_grade_a_batch(quizapp: Run) -> None:
    asked = [
        {"question": "OV-05", "response": "grad + rate * np.sign(param)"},
        {"question": "OV-05", "response": "np.load(1)"},
        {"question": "OP-11", "response": MOMENTUM},
        {"question": "OV-10", "response": "np.random.randint(h - crop_h + 1)"},
        {"question": "OV-04", "response": "for i in range(10**9): grad = grad + 1"},
    ]
    done = quizapp("grade", "--batch", stdin="\n".join(map(json.dumps, asked)))
    found = [json.loads(line)["note"] for line in done.stdout.splitlines()]
    assert found == [
        "right.code", "unreadable.function", "right.code", "right.code", "code.timeout",
    ]  # fmt: skip


def test_lines_are_read_until_a_lone_dot(quizapp: Run) -> None:
    script = [
        ":hint",  # a command before the answer begins
        "v = mu * v - lr * g",
        "w = w + vv",
        ".",
        "v = mu * v - lr * g",
        "w = w + v",
        ".",
        "grad + rate * np.sign(param)",
    ]
    done = quizapp("quiz", "--plain", "OP-11", "OV-05", stdin="\n".join(script) + "\n")
    assert done.returncode == 0
    assert ". だけの行" in done.stdout
    assert "ヒント 1 / 3" in done.stdout
    assert "? 読めません   「vv」" in done.stdout
    assert "  w = w + vv\n          ^" in done.stdout
    assert done.stdout.count("○ 正解") == 2


def test_indentation_survives_and_the_end_of_input_ends_an_answer(quizapp: Run) -> None:
    script = "for i in range(1):\n    v = mu * v - lr * g\n    w = w + v"
    done = quizapp("quiz", "--plain", "OP-11", stdin=script)
    assert done.returncode == 0
    assert "○ 正解" in done.stdout


def test_a_failing_case_is_printed(quizapp: Run) -> None:
    done = quizapp("quiz", "--plain", "OV-05", stdin="grad + rate * param\n")
    assert "× 不正解   それは L2 正則化の勾配です" in done.stdout
    assert "あなた" in done.stdout
    assert "正しい値" in done.stdout
