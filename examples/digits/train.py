#!/usr/bin/env python3
"""Trains the network of digits.c; writes weights.h and digits.bin. Needs numpy, nothing else.

Data: digits.csv.gz as scikit-learn ships it (sklearn/datasets/data), 1,797 images of 8 x 8 pixels from 0 to 16 and the
digit that each shows: the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak, UCI
repository, CC BY 4.0).

Split: every fifth image (index 4, 9, 14 ...) is held out: 359 images that training never sees, neither for fitting nor
for choosing anything. The other 1,438 are trained on, each moved by up to a pixel now and then.

Network: 3x3 convolution to 8 channels, ReLU, 2x2 maximum; 3x3 convolution to 16 channels, ReLU, 2x2 maximum; dense to
10 classes. The seed is fixed: the same numpy gives the same files.
"""
import gzip
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
EPOCHS, BATCH, RATE = 60, 32, 2e-3
EMBEDDED = 10  # held-out images inside the module, for a run without a directory
rng = np.random.default_rng(2026)


def load():
    with gzip.open(HERE / "digits.csv.gz", "rt") as f:
        rows = np.loadtxt(f, delimiter=",")
    return rows[:, :64].reshape(-1, 8, 8), rows[:, 64].astype(int)


def patches(x):
    """(n, h, w, c) -> (n, h, w, 9 c): the 3x3 neighbourhoods, zeros outside."""
    n, h, w, c = x.shape
    p = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    return np.concatenate([p[:, dy : dy + h, dx : dx + w] for dy in range(3) for dx in range(3)], axis=3)


def patches_back(g, c):
    """The gradient of patches."""
    n, h, w, _ = g.shape
    p = np.zeros((n, h + 2, w + 2, c))
    for i, (dy, dx) in enumerate((dy, dx) for dy in range(3) for dx in range(3)):
        p[:, dy : dy + h, dx : dx + w] += g[..., i * c : (i + 1) * c]
    return p[:, 1:-1, 1:-1]


def pool(x):
    n, h, w, c = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, c).max(axis=(2, 4))


def pool_back(x, y, g):
    big = lambda t: t.repeat(2, axis=1).repeat(2, axis=2)
    hit = x == big(y)
    return hit * big(g)


def forward(w, x):
    a0 = patches(x[..., None] / 16.0)
    z1 = np.maximum(a0 @ w["conv1"] + w["bias1"], 0)
    p1 = pool(z1)
    a1 = patches(p1)
    z2 = np.maximum(a1 @ w["conv2"] + w["bias2"], 0)
    p2 = pool(z2)
    flat = p2.reshape(len(x), -1)
    return flat @ w["dense"] + w["bias3"], (a0, z1, p1, a1, z2, p2, flat)


def gradients(w, x, labels):
    logits, (a0, z1, p1, a1, z2, p2, flat) = forward(w, x)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    d = e / e.sum(axis=1, keepdims=True)
    d[np.arange(len(x)), labels] -= 1
    d /= len(x)
    g = {"dense": flat.T @ d, "bias3": d.sum(axis=0)}
    dz2 = pool_back(z2, p2, (d @ w["dense"].T).reshape(p2.shape)) * (z2 > 0)
    g["conv2"] = np.einsum("nhwi,nhwo->io", a1, dz2)
    g["bias2"] = dz2.sum(axis=(0, 1, 2))
    dz1 = pool_back(z1, p1, patches_back(dz2 @ w["conv2"].T, 8)) * (z1 > 0)
    g["conv1"] = np.einsum("nhwi,nhwo->io", a0, dz1)
    g["bias1"] = dz1.sum(axis=(0, 1, 2))
    return g


def train(x, labels):
    w = {
        "conv1": rng.normal(0, (2 / 9) ** 0.5, (9, 8)), "bias1": np.zeros(8),
        "conv2": rng.normal(0, (2 / 72) ** 0.5, (72, 16)), "bias2": np.zeros(16),
        "dense": rng.normal(0, (1 / 64) ** 0.5, (64, 10)), "bias3": np.zeros(10),
    }
    m, v, t = {k: 0.0 for k in w}, {k: 0.0 for k in w}, 0
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = rng.permutation(len(x))
        for at in range(0, len(x), BATCH):
            pick = order[at : at + BATCH]
            batch = x[pick].copy()
            for i in range(len(batch)):
                if rng.random() < 0.3:
                    shifted = np.zeros((8, 8))
                    dy, dx = rng.integers(-1, 2, 2)
                    ys, xs = slice(max(dy, 0), 8 + min(dy, 0)), slice(max(dx, 0), 8 + min(dx, 0))
                    yd, xd = slice(max(-dy, 0), 8 + min(-dy, 0)), slice(max(-dx, 0), 8 + min(-dx, 0))
                    shifted[yd, xd] = batch[i][ys, xs]
                    batch[i] = shifted
            t += 1
            for k, g in gradients(w, batch, labels[pick]).items():
                m[k] = 0.9 * m[k] + 0.1 * g
                v[k] = 0.999 * v[k] + 0.001 * g * g
                w[k] -= rate * (m[k] / (1 - 0.9**t)) / ((v[k] / (1 - 0.999**t)) ** 0.5 + 1e-8)
    return w


def c_array(name, kind, values, text):
    lines, line = [], "   "
    for value in values:
        item = " " + text(value) + ","
        if len(line) + len(item) > 118:
            lines.append(line)
            line = "   "
        line += item
    lines.append(line)
    return f"static const {kind} {name}[{len(values)}] = {{\n" + "\n".join(lines) + "\n};\n"


def main():
    x, labels = load()
    held = np.arange(len(x)) % 5 == 4
    w = train(x[~held], labels[~held])
    w = {k: a.astype(np.float32) for k, a in w.items()}
    for name, part in (("trained on", ~held), ("held out", held)):
        right = int((forward(w, x[part])[0].argmax(axis=1) == labels[part]).sum())
        print(f"{name}: {right} of {part.sum()} ({100 * right / part.sum():.2f} %)")

    # The dense layer's columns are padded to 12: three vectors of four.
    dense = np.zeros((64, 12), np.float32)
    dense[:, :10] = w["dense"]
    bias3 = np.zeros(12, np.float32)
    bias3[:10] = w["bias3"]
    pixels, answers = x[held].astype(int), labels[held]
    hexfloat = lambda a: a.hex().replace("0000000p", "p") + "f" if a else "0"
    out = "/* Made by train.py: the weights, and the first held-out images with their labels. */\n"
    for name, a in (("conv1", w["conv1"]), ("bias1", w["bias1"]), ("conv2", w["conv2"]), ("bias2", w["bias2"]),
                    ("dense", dense), ("bias3", bias3)):
        out += c_array(name, "float", [float(f) for f in a.ravel()], hexfloat)
    records = np.concatenate([pixels.reshape(-1, 64), answers[:, None]], axis=1)
    out += c_array("embedded", "uint8_t", records[:EMBEDDED].ravel(), str)
    (HERE / "weights.h").write_text(out)
    (HERE / "digits.bin").write_bytes(b"DIGITS8\n" + records.astype(np.uint8).tobytes())


main()
