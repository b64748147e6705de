"""Demos: small experiments with knobs, each with claims that its own run puts to the test.

``DEMOS`` lists all of them and imports none; a demo's file, and NumPy with it, is loaded when it
is opened. To add one, write ``quizapp/demos/lab/<name>.py`` with a function ``run`` and add its
``Entry`` here.
"""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.demos.installed import Broken, Installed, installed_demos
from quizapp.demos.spec import Demo, Entry, Outcome
from quizapp.errors import UsageError
from quizapp.records import Localized
from quizapp.words import tr

__all__ = [
    "DEMOS",
    "OTHER",
    "TOPICS",
    "Broken",
    "Demo",
    "Entry",
    "Outcome",
    "compute",
    "find",
    "installed",
    "listed",
    "load",
]

TOPICS: dict[str, Localized] = {
    "vanishing-gradient": Localized("勾配消失問題", "Vanishing gradients"),
    "optimisers": Localized("学習率最適化手法", "Optimisers"),
    "over-fitting": Localized("過学習", "Over-fitting"),
    "convolution": Localized("畳み込みニューラルネットワーク", "Convolutional networks"),
    "modern-cnn": Localized("最新のCNN", "Modern CNNs"),
    "recurrent": Localized("再帰型ニューラルネットワーク", "Recurrent networks"),
    "lstm": Localized("LSTM", "LSTM"),
    "gru": Localized("GRU", "GRU"),
    "bidirectional": Localized("双方向RNN", "Bidirectional RNNs"),
    "seq2seq": Localized("Seq2Seq", "Seq2Seq"),
    "word2vec": Localized("Word2vec", "Word2vec"),
    "attention": Localized("Attention と Transformer", "Attention and Transformer"),
    "frameworks": Localized("TensorFlow / PyTorch 実装", "TensorFlow and PyTorch"),
    "reinforcement": Localized("強化学習", "Reinforcement learning"),
    "mathematics": Localized("数学的基礎", "Mathematics"),
    "machine-learning": Localized("機械学習", "Machine learning"),
    "feedforward": Localized("順伝播型ネットワーク", "Feed-forward networks"),
    "generative": Localized("生成モデル", "Generative models"),
    "detection": Localized("物体検出・領域分割", "Detection and segmentation"),
    "language": Localized("自然言語処理", "Language processing"),
    "learning-methods": Localized("学習方法・説明性", "Ways of learning, explainability"),
    "operations": Localized("開発・運用環境", "Development and operation"),
}
"""Headings of the list, in the order shown; the keys are the topics' ids in the packs."""

DEMOS: tuple[Entry, ...] = (
    Entry("D01", "autodiff", "vanishing-gradient",
          Localized("手でたどる自動微分", "Autodiff by hand"),
          Localized("値は前へ、勾配は後ろへ。計算グラフを 1 歩ずつたどります",
                    "Values go forward, gradients back: walk the graph step by step")),
    Entry("D02", "activation_slopes", "vanishing-gradient",
          Localized("活性化関数の傾き", "Slopes of activations"),
          Localized("関数とその微分を並べ、層を重ねたときの積を見ます",
                    "A function beside its slope, and the product over layers")),
    Entry("D03", "vanishing_gradient", "vanishing-gradient",
          Localized("勾配はどの層で消えるか", "Where the gradient vanishes"),
          Localized("活性化関数と初期値を替えて、各層に届く勾配を比べます",
                    "Change activation and start; compare the gradient at each layer")),
    Entry("D04", "initial_activations", "vanishing-gradient",
          Localized("初期値と隠れ層の出力", "Initial weights and activations"),
          Localized("重みの標準偏差で、5 層の出力の分布が変わります",
                    "The spread of the weights shapes the outputs of five layers")),
    Entry("D05", "constant_start", "vanishing-gradient",
          Localized("ゼロと定数の初期値", "Zero and constant starts"),
          Localized("同じ値から始めたユニットは、学習しても同じままです",
                    "Units that start equal stay equal, however long they train")),
    Entry("D06", "batch_norm", "vanishing-gradient",
          Localized("バッチ正規化", "Batch normalisation"),
          Localized("どんな入力でも、出力の平均は β、標準偏差は γ になります",
                    "Whatever comes in, the mean goes to β and the spread to γ")),
    Entry("D07", "optimiser_race", "optimisers", Localized("最適化手法の競走", "Optimiser race"),
          Localized("細長い谷を 6 つの手法で下り、道すじを比べます",
                    "Six methods go down a narrow valley; compare their paths")),
    Entry("D08", "learning_rate_edge", "optimisers",
          Localized("学習率の境目", "The edge of the learning rate"),
          Localized("η が 2/λ を超えた瞬間に、収束が発散に変わります",
                    "Past 2/λ, convergence turns into divergence")),
    Entry("D09", "over_fitting", "over-fitting",
          Localized("300 サンプルの過学習", "Over-fitting 300 samples"),
          Localized("訓練と検証の誤差が離れていく様子と、それを抑える方法",
                    "Training and validation part ways, and what holds them together")),
    Entry("D10", "ridge_lasso", "over-fitting",
          Localized("Ridge と Lasso の道すじ", "Paths of ridge and lasso"),
          Localized("λ を上げると、L1 では係数が 0 になり、L2 では縮むだけです",
                    "As λ grows, L1 sets weights to 0 and L2 only shrinks them")),
    Entry("D11", "dropout", "over-fitting", Localized("ドロップアウトのマスク", "Dropout masks"),
          Localized("消すユニットを引き直し、出力の平均が保たれるかを見ます",
                    "Draw masks again and see whether the mean output is kept")),
    Entry("D12", "augmentation", "over-fitting", Localized("データ拡張", "Augmentation"),
          Localized("1 枚の画像から、切り抜き・反転・Cutout・Mixup を作ります",
                    "Crop, flip, cutout and mixup from one image")),
    Entry("D13", "im2col", "convolution", Localized("im2col と col2im", "im2col and col2im"),
          Localized("窓を行に並べ、畳み込みを行列の積に変えます",
                    "Lay windows out as rows: convolution becomes a matrix product")),
    Entry("D14", "output_size", "convolution", Localized("出力サイズ", "Output size"),
          Localized("窓をすべらせて、出力の大きさを数えます",
                    "Slide the window and count the output")),
    Entry("D15", "pooling", "convolution", Localized("プーリング", "Pooling"),
          Localized("最大と平均で値をまとめ、勾配がどこへ戻るかを見ます",
                    "Pool by maximum or mean, and see where the gradient goes")),
    Entry("D16", "small_cnn", "convolution", Localized("小さな CNN", "A small CNN"),
          Localized("棒と十字の画像を学習し、フィルタが育つ様子を見ます",
                    "It learns bars and crosses while you watch its filters")),
    Entry("D17", "shape_walker", "modern-cnn",
          Localized("形とパラメータ数", "Shapes and parameters"),
          Localized("名のある CNN を 1 層ずつたどり、数えます",
                    "Walk through well-known networks and count, layer by layer")),
    Entry("D18", "receptive_field", "modern-cnn", Localized("受容野", "Receptive field"),
          Localized("1 つの出力が見ている範囲を、入力まで戻ってたどります",
                    "Trace back to the input what one output sees")),
    Entry("D19", "separable_cost", "modern-cnn",
          Localized("分離した畳み込みの計算量", "The cost of separable convolution"),
          Localized("乗算の回数を数え、どれだけ減るかを比べます",
                    "Count the multiplications and see how many are saved")),
    Entry("D20", "residual_gradient", "modern-cnn",
          Localized("スキップ接続と勾配", "Skips and the gradient"),
          Localized("層を重ねたときのヤコビ行列を、スキップの有無で比べます",
                    "Jacobians of deep stacks, with and without the skip")),
    Entry("D21", "binary_addition", "recurrent",
          Localized("2 進数を足す RNN", "An RNN adds binary numbers"),
          Localized("1 桁ずつ読み、繰り上がりを隠れ層で運ぶことを覚えます",
                    "Digit by digit, it learns to carry in its hidden layer")),
    Entry("D22", "sine_prediction", "recurrent",
          Localized("正弦波を予測する RNN", "An RNN predicts a sine"),
          Localized("見ていない区間の 1 つ先を当てます。2 ステップの手計算もできます",
                    "One step ahead on a part it never saw; two steps by hand")),
    Entry("D23", "bptt_horizon", "recurrent",
          Localized("勾配はどこまでさかのぼるか", "How far back the gradient goes"),
          Localized("w を 1 の前後で動かすと、50 歩前の勾配が消えたり爆発したりします",
                    "Move w about 1: 50 steps back it vanishes or explodes")),
    Entry("D24", "gradient_clipping", "recurrent",
          Localized("勾配クリッピング", "Gradient clipping"),
          Localized("長すぎる勾配を、向きを変えずに短くします",
                    "Too long a gradient is shortened, its direction kept")),
    Entry("D25", "lstm_gates", "lstm", Localized("LSTM のゲートを手で動かす", "LSTM gates by hand"),
          Localized("忘れる、書き込む、見せる。セルの値がどう変わるかを見ます",
                    "Forget, write, show: see what becomes of the cell")),
    Entry("D26", "cell_bookkeeping", "gru",
          Localized("セルのパラメータを数える", "Counting a cell's parameters"),
          Localized("RNN・GRU・LSTM・Attention の配列を数え、GRU の 2 つの流儀を比べます",
                    "Arrays of RNN, GRU, LSTM and attention; GRU's two conventions")),
    Entry("D27", "both_ways", "bidirectional", Localized("両方向から読む", "Looking both ways"),
          Localized("時刻 t の出力に、どの入力が届くかを見ます",
                    "Which inputs reach the output at step t")),
    Entry("D28", "fixed_vector", "seq2seq",
          Localized("固定長ベクトルか、注意機構か", "Fixed vector or attention"),
          Localized("系列が長くなると何が失われるかを比べます。ビーム探索と教師強制も",
                    "What is lost as sequences grow; beam search, teacher forcing")),
    Entry("D29", "vae_latent", "seq2seq", Localized("VAE の潜在変数", "Latent variable of a VAE"),
          Localized("平均と標準偏差を動かし、KL と再構成誤差の釣り合いを見ます",
                    "Move mean and spread; watch KL and reconstruction in balance")),
    Entry("D30", "word_vectors", "word2vec", Localized("単語をベクトルにする", "Words as vectors"),
          Localized("組の数、負例サンプリングの損失、学んだ単語の地図",
                    "Pairs, the negative-sampling loss, and a map of learned words")),
    Entry("D31", "attention_map", "attention", Localized("注意の重み", "Attention weights"),
          Localized("QKᵀ からマスクと softmax を通り、重みと文脈ができるまで",
                    "From QKᵀ through mask and softmax to weights and context")),
    Entry("D32", "position_codes", "attention", Localized("位置符号化", "Position codes"),
          Localized("sin と cos の縞で、位置の差が回転として表れます",
                    "Stripes of sin and cos, in which a shift is a rotation")),
    Entry("D33", "line_and_curve", "frameworks",
          Localized("直線と曲線の当てはめ", "Fitting a line and a curve"),
          Localized("勾配降下法が最小二乗の解へ近づく様子を、1 歩ずつ見ます",
                    "Gradient descent nears the least-squares fit, step by step")),
    Entry("D34", "one_or_three_layers", "frameworks",
          Localized("1 層か 3 層か", "One layer or three"),
          Localized("ずれた雑音入りの数字を、1 層と 3 層のネットワークで見分けます",
                    "Shifted, noisy digits read by one layer and by three")),
    Entry("D35", "grid_world", "reinforcement", Localized("鎖と格子の世界", "Chain and grid world"),
          Localized("価値がゴールから後ろへ伝わり、方策の矢印がそろいます",
                    "Values travel back from the goal, and the arrows fall in line")),
    Entry("D36", "bandit", "reinforcement", Localized("多腕バンディット", "Bandit"),
          Localized("探索の割合 ε を変えて、得られる報酬を比べます",
                    "Change the share of exploration ε and compare the rewards")),
    Entry("D37", "policy_gradient", "reinforcement",
          Localized("REINFORCE とベースライン", "REINFORCE and its baseline"),
          Localized("勾配の見積もりのばらつきを、ベースラインが小さくします",
                    "A baseline narrows the spread of the gradient estimates")),
    Entry("D38", "entropy_lab", "mathematics", Localized("エントロピーの実験室", "Entropy lab"),
          Localized("2 つの分布のエントロピー、交差エントロピー、KL、JS を並べます",
                    "Entropy, cross entropy, KL and JS of two distributions, side by side")),
    Entry("D39", "bayes_table", "mathematics",
          Localized("ベイズの定理と推定", "Bayes' rule and estimates"),
          Localized("1000 人の検査で事後確率を数え、最尤推定と MAP を比べます",
                    "Count a posterior among 1000 people; set MLE beside MAP")),
    Entry("D40", "threshold", "machine-learning",
          Localized("しきい値と性能指標", "Thresholds and measures"),
          Localized("しきい値を動かして、混同行列・ROC・適合率の動きを見ます",
                    "Move a threshold; watch the table, the ROC and precision")),
    Entry("D41", "eigen_svd", "mathematics",
          Localized("固有値・特異値・主成分", "Eigenvalues, SVD, PCA"),
          Localized("円が楕円になる様子と、少ない特異値で残る絵を見ます",
                    "A circle becomes an ellipse; few singular values keep a picture")),
    Entry("D42", "boxes", "detection",
          Localized("箱の重なりと検出の指標", "Boxes and detection scores"),
          Localized("2 つの箱の IoU から、NMS・AP・Dice まで数えます",
                    "From the IoU of two boxes to NMS, AP and Dice")),
    Entry("D43", "norm_axes", "attention", Localized("正規化層と統計の範囲", "Axes of norm layers"),
          Localized("どの値が 1 つの平均を共有するかを、4 つの正規化で比べます",
                    "Which values share one mean, in four kinds of norm")),
    Entry("D44", "text_metrics", "language", Localized("言語モデルの指標", "Text metrics"),
          Localized("BLEU・パープレキシティ・BPE・温度を小さな例で数えます",
                    "BLEU, perplexity, BPE and temperature on small examples")),
    Entry("D45", "gan_line", "generative", Localized("直線上の GAN", "A GAN on a line"),
          Localized("生成側の分布を動かして、最適な識別器と値 V を見ます",
                    "Move the generator; see the best discriminator and V")),
    Entry("D46", "diffusion", "generative", Localized("拡散過程", "Forward diffusion"),
          Localized("1 歩ずつ雑音を足す道と、1 回で飛ぶ式を比べます",
                    "Noise step by step, beside the formula that jumps")),
    Entry("D47", "small_games", "learning-methods",
          Localized("損失・説明・アンサンブル", "Margins, shares, ensembles"),
          Localized("マージン損失、シャープレイ値、平均の分散を表で確かめます",
                    "Margin losses, Shapley values and the variance of a mean")),
    Entry("D48", "quantisation", "operations",
          Localized("量子化と枝刈り", "Quantisation and pruning"),
          Localized("重みを少ないビットに丸め、刈り、前と後を比べます",
                    "Round weights to few bits, prune them, compare")),
    Entry("D49", "data_parallel", "operations", Localized("データ並列", "Data parallel training"),
          Localized("勾配を平均し、リングを回る通信の量を 1 歩ずつ数えます",
                    "Average gradients and count the traffic round the ring")),
)  # fmt: skip
"""Every demo of the program, in the order of the list."""

_BY_ID = {entry.id: entry for entry in DEMOS}


OTHER = Localized("そのほか", "Others")
"""Heading of installed demos whose topic is none of ours."""


def installed() -> Installed:
    """The demos of installed packages, and those that were offered but cannot be used."""
    return installed_demos(frozenset(_BY_ID))


def listed() -> list[tuple[Localized, list[Entry]]]:
    """Every demo under its heading, in the order shown; those of installed packages too."""
    entries = [*DEMOS, *installed().entries]
    found = [
        (title, [entry for entry in entries if entry.topic == topic])
        for topic, title in TOPICS.items()
    ]
    found.append((OTHER, [entry for entry in entries if entry.topic not in TOPICS]))
    return [(title, group) for title, group in found if group]


def find(name: str) -> Entry:
    """The entry with this id (any case); raises UsageError that names the ids there are."""
    entry = _BY_ID.get(name.upper())
    if entry is not None:
        return entry
    others = installed()
    for entry in others.entries:
        if entry.id.upper() == name.upper():
            return entry
    for broken in others.broken:
        if broken.id.upper() == name.upper():
            raise UsageError(
                tr("デモ {demo} は使えません。", demo=broken.id),
                where=broken.package,
                mend=broken.reason,
            )
    raise UsageError(
        tr("「{name}」というデモはありません。", name=name[:24]),
        mend=tr("デモ  {names}", names=" ".join([*_BY_ID, *(e.id for e in others.entries)])),
    )


def load(name: str) -> Demo:
    """The demo with this id, ready to run; raises UsageError when there is none."""
    return find(name).demo


def compute(name: str, knobs: Mapping[str, object] | None = None) -> Outcome:
    """The outcome of demo ``name`` with ``knobs`` and its defaults for the rest.

    Its ``results`` and ``claim(…)`` are what a question's ``computed`` evidence is held against.
    Raises UsageError for a demo, knob or value that does not exist or is not allowed.
    """
    return load(name).run(knobs or {})
