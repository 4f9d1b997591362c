#!/usr/bin/env python3
"""Trains the model of lm.c to write the answers of "a+b=" and "a-b=", 0 <= a, b <= 999, and writes its weights.

usage: train.py [--steps N] [--batch N] [--out FILE]      (PyTorch; seven minutes on a data-centre GPU; the seed is fixed)

A tenth of the questions (held_out) is never trained on: lm.c measures with these. A line is a sequence by itself: "\\n" begins it,
and ends it. Only the answer counts in the loss, for the question cannot be foreseen.

Before writing, each norm's gain is multiplied into the matrices that read from it, so that lm.c has none. What the file holds
says weights.py."""
import argparse
import math
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

ALPHABET = "\n0123456789+-=."  # '.' fills what is behind the line's end
CONTEXT, VOCABULARY, LAYERS, WIDTH, HEADS, HIDDEN = 16, 16, 4, 96, 3, 384
NUMBERS = 1000


def held_out(a, b, minus):
    return (a * 1009 + b * 31 + minus * 7) % 10 == 0


def lines():
    """All questions with their answers, as tokens; which tokens are of the answer; which lines are held out."""
    index = {c: i for i, c in enumerate(ALPHABET)}
    tokens, answer, held = [], [], []
    for a in range(NUMBERS):
        for b in range(NUMBERS):
            for minus in (0, 1):
                question = f"\n{a}{'+-'[minus]}{b}="
                text = f"{question}{a - b if minus else a + b}\n"
                tokens.append(bytes(index[c] for c in text.ljust(CONTEXT, ".")))
                answer.append((len(question), len(text)))
                held.append(held_out(a, b, minus))
    table = np.frombuffer(b"".join(tokens), dtype=np.uint8).reshape(-1, CONTEXT)
    return torch.tensor(table), torch.tensor(answer), torch.tensor(held)


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-5) * self.gain


def matrix(outs, ins, scale=1.0):
    m = nn.Linear(ins, outs, bias=False)
    nn.init.normal_(m.weight, std=scale / math.sqrt(ins))
    return m


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = Norm(), Norm()
        self.qkv, self.out = matrix(3 * WIDTH, WIDTH), matrix(WIDTH, WIDTH, 0.5)
        self.up, self.down = matrix(HIDDEN, WIDTH), matrix(WIDTH, HIDDEN, 0.5)

    def forward(self, x):
        n, t, _ = x.shape
        q, k, v = (y.view(n, t, HEADS, WIDTH // HEADS).transpose(1, 2) for y in self.qkv(self.norm1(x)).chunk(3, -1))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(n, t, WIDTH))
        return x + self.down(F.relu(self.up(self.norm2(x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.randn(VOCABULARY, WIDTH) * 0.5)
        self.position = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.5)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = Norm()
        self.head = matrix(VOCABULARY, WIDTH)

    def forward(self, tokens):
        x = self.token[tokens] + self.position[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))

    def tensors(self):
        """In the file's order."""
        yield from (self.token, self.position)
        for layer in self.layers:
            yield layer.qkv.weight * layer.norm1.gain
            yield layer.out.weight
            yield layer.up.weight * layer.norm2.gain
            yield layer.down.weight
        yield self.head.weight * self.norm.gain


def of_answer(answer, batch_tokens):
    """Which of the tokens to foresee (all but the first) count."""
    at = torch.arange(1, batch_tokens.shape[1], device=batch_tokens.device)
    return (at >= answer[:, :1]) & (at < answer[:, 1:])


@torch.no_grad()
def accuracy(model, tokens, answer):
    right = 0
    for at in range(0, len(tokens), 8192):
        t = tokens[at : at + 8192].long()
        good = (model(t[:, :-1]).argmax(-1) == t[:, 1:]) | ~of_answer(answer[at : at + 8192], t)
        right += good.all(1).sum().item()
    return right / len(tokens)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--steps", type=int, default=50000)
    options.add_argument("--batch", type=int, default=4096)
    options.add_argument("--out", default="lm.f32")
    options = options.parse_args()
    torch.manual_seed(1)
    torch.set_float32_matmul_precision("high")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokens, answer, held = (t.to(device) for t in lines())
    known, known_answer, new, new_answer = tokens[~held], answer[~held], tokens[held], answer[held]
    model = Model().to(device)
    print(f"{sum(t.numel() for t in model.parameters())} parameters, {len(known)} lines to learn, {len(new)} held out", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.98), weight_decay=0.02, fused=device == "cuda")
    warm = options.steps // 40
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, 0.5 + 0.5 * math.cos(math.pi * min(s / options.steps, 1))))

    def loss_of(t, a):
        loss = F.cross_entropy(model(t[:, :-1]).flatten(0, 1), t[:, 1:].flatten(), reduction="none")
        mask = of_answer(a, t).flatten()
        return (loss * mask).sum() / mask.sum()

    step_loss = torch.compile(loss_of) if device == "cuda" else loss_of
    begun = time.time()
    for step in range(options.steps):
        pick = torch.randint(len(known), (options.batch,), device=device)
        loss = step_loss(known[pick].long(), known_answer[pick])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 1000 == 999:
            print(f"step {step + 1}: loss {loss.item():.5f}, {accuracy(model, new[::13], new_answer[::13]):.4%} of new lines right, "
                  f"{time.time() - begun:.0f} s", flush=True)
    print(f"all {len(new)} new lines: {accuracy(model, new, new_answer):.4%} right")
    with torch.no_grad(), open(options.out, "wb") as f:
        header = np.array([0, LAYERS, WIDTH, HEADS, HIDDEN, CONTEXT, VOCABULARY], dtype="<u4")
        f.write((b"WVM LM 1" + header.tobytes()).ljust(64, b"\0"))
        for t in model.tensors():
            f.write(t.detach().cpu().numpy().astype("<f4").tobytes())


if __name__ == "__main__":
    main()
