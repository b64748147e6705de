"""``quizapp fit``: memory fitted to the learner's own reviews, when that foretells better."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli.start import prepare
from quizapp.errors import UsageError
from quizapp.words import tr

if TYPE_CHECKING:
    from quizapp.scheduling.fitting import Fit
    from quizapp.settings import Paths, Settings


@click.command("fit", help=tr("記憶の計算を自分の記録に合わせる。予測がよくなるときだけ変える。"))
@click.option("--dry-run", is_flag=True, help=tr("試すだけで、何も変えない"))
@click.option("--reset", is_flag=True, help=tr("はじめの計算に戻す"))
@click.option("--json", "as_json", is_flag=True, help=tr("JSON で出す"))
def command(dry_run: bool, reset: bool, as_json: bool) -> int:
    """Fit, judge on reviews held out, keep what is better; or go back to the usual parameters."""
    paths, settings, problems = prepare()
    for problem in problems:
        click.echo(f"quizapp: {problem}", err=True)
    if reset:
        return _reset(paths, settings, as_json=as_json, dry_run=dry_run)
    from quizapp.practice.desk import scheduler_settings
    from quizapp.practice.fitting import fit_log, plain, with_parameters
    from quizapp.scheduling.fitting import MissingPackage
    from quizapp.scheduling.fold import LogFold
    from quizapp.store import memory_log, open_log

    scheduler = scheduler_settings(settings)
    fold = LogFold(scheduler)
    log = (
        open_log(paths.store, fold=fold, read_only=True)
        if paths.store.exists()
        else memory_log(fold=fold)
    )
    try:
        with log:
            found = fit_log(log, scheduler, say=_say)
    except MissingPackage as error:
        raise UsageError(
            tr("合わせるためのパッケージ fsrs-rs-python がありません"),
            mend='pip install "quizapp[fit]"',
        ) from error
    kept = found.verdict == "fitted" and not dry_run
    if kept:
        _keep(paths, with_parameters(settings, found.weights))
    if as_json:
        click.echo(json.dumps(plain(found, kept=kept), ensure_ascii=False))
    else:
        click.echo("\n".join(lines(found, kept=kept, present=bool(settings.memory_parameters))))
    return 0


def _say(step: str, count: int) -> None:
    """Progress goes to the person, never among the data."""
    words = {
        "read": tr("記録を読んでいます… {n} 行", n=f"{count:,}"),
        "train": tr("復習 {n} 回に合わせています…", n=f"{count:,}"),
        "judge": tr("取り分けた復習 {n} 回で確かめています…", n=f"{count:,}"),
        "rebuild": tr("記憶を計算し直しています…"),
    }
    sys.stderr.write(words[step] + "\n")
    sys.stderr.flush()


def _keep(paths: Paths, settings: Settings) -> None:
    """Save the settings, and make memory again under them."""
    from quizapp.practice.desk import open_study_log
    from quizapp.settings import save_settings

    save_settings(paths.config, settings)
    if paths.store.exists():
        _say("rebuild", 0)
        # Opening it makes memory again, since it was folded under other parameters.
        open_study_log(paths, settings).close()


def _reset(paths: Paths, settings: Settings, *, as_json: bool, dry_run: bool) -> int:
    from quizapp.practice.fitting import with_parameters

    changed = bool(settings.memory_parameters)
    if changed and not dry_run:
        _keep(paths, with_parameters(settings, ()))
    if as_json:
        report: dict[str, Any] = {"version": 1, "reset": changed and not dry_run}
        click.echo(json.dumps(report))
    elif not changed:
        click.echo(tr("はじめの計算のままです"))
    elif dry_run:
        click.echo(tr("はじめの計算に戻せます。まだ何も変えていません"))
    else:
        click.echo(tr("はじめの計算に戻しました"))
    return 0


def lines(found: Fit, *, kept: bool, present: bool) -> list[str]:
    """What came of fitting, as a person reads it."""
    if found.verdict == "too_few":
        return [
            tr(
                "まだ合わせられません。翌日以降の復習が {needed} 回いります（今 {n} 回）",
                needed=found.needed,
                n=found.reviews,
            )
        ]
    if found.verdict == "unfit":
        return [tr("この記録には合わせられません。はじめての復習が少なすぎます")]
    said = [
        tr(
            "翌日以降の復習 {n} 回   合わせるのに {train} 回、確かめるのに新しい {held} 回",
            n=found.reviews,
            train=found.trained,
            held=found.held_out,
        )
    ]
    now = tr("今の計算") if present else tr("はじめの計算")
    for name, score in ((now, found.before), (tr("合わせた計算"), found.after)):
        if score is not None:
            said.append(
                "  "
                + tr(
                    "{name}   対数損失 {loss:.4f}   RMSE(bins) {rmse:.4f}",
                    name=name,
                    loss=score.log_loss,
                    rmse=score.rmse_bins,
                )
            )
    said.append(
        "  " + tr("差 {gain:+.4f} ± {noise:.4f}（標準誤差）", gain=found.gain, noise=found.noise)
    )
    if found.verdict == "no_better":
        said.append(tr("予測がよくなったとは言えないので、何も変えません"))
    elif kept:
        said.append(tr("予測がよくなるので、切り替えました。戻すには quizapp fit --reset"))
    else:
        said.append(tr("予測がよくなります。--dry-run なので、まだ何も変えていません"))
    return said
