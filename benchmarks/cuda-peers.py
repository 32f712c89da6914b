#!/usr/bin/env python3
"""Times networks on the CUDA backend against PyTorch with cuDNN: one card, one run, in turns.

    cuda-peers.py --json rows.json                 measures, prints the table, writes the rows
    cuda-peers.py --table rows.json                prints the table of an earlier run
    cuda-peers.py --ours-only                      our side alone, without PyTorch

Both sides are replays of one CUDA graph without copies, timed with events: median of 50 behind 5 that do
not count and one of each graph. As many graphs take turns, each with an input of its own, as it takes for
all inputs together to be larger than the second cache (3 to 128). Each measurement of the peer stands
between two of ours (A, B, A). The peer is the fastest of {contiguous, channels_last} x {plain, activations
in place, torch.compile, torch.compile with max-autotune}, with cuDNN choosing by measurement, batch
normalisation folded into the convolutions. Both sides compute in fp32, or with --tf32 both in TF32.

A time counts only for a right result. `error` is the largest difference from the right result over its
largest value, for the first image as the timed graphs left it: ours against our reference (which sums in
double), the peer's against itself in float64, since the two sides have weights of their own. In fp32 it
must be at most 1e-5, which a product in TF32 is not; with --tf32 at most 1e-2. Both networks must have
the same number of weights, and our times must agree among themselves to 20 %. Where anything of that
fails there is no ratio, and the reason stands in its place; where only some variants of the peer count,
the table says how many, and the rows why.
"""

import argparse
import copy
import gc
import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

REPEATS = 50
WARM_UP = 5
LEAST_COPIES, MOST_COPIES = 3, 128
L2_BYTES = 64 << 20  # where the card does not tell
MOST_ERROR = {False: 1e-5, True: 1e-2}  # by whether TF32 is on
MOST_SPREAD = 0.2
WAYS = {"plain": None, "in place": None, "compiled": {}, "autotuned": {"mode": "max-autotune-no-cudagraphs"}}
MODELS = ("mobilenet-v1", "mobilenet-v2")

# Output channels and stride of the depthwise-separable blocks of MobileNetV1 (Howard et al. 2017, table 1).
V1 = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]

# Expansion, output channels, repeats and stride of MobileNetV2's blocks (Sandler et al. 2018, table 2).
V2 = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


class Clock:
    """Our side: a process that replays graphs when it is told to."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, line, answer, words):
        """The words behind the first one of the answer, which must be `answer`."""
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        found = self.process.stdout.readline().split()
        if len(found) != words + 1 or found[0] != answer:
            sys.exit(f"cuda-peers: '{line}' was answered '{' '.join(found)}', expected '{answer}' and {words} numbers; "
                     "see the messages above")
        return found[1:]

    def load(self, model, batch, size, copies):
        steps, weights, error = self.ask(f"load {model} {batch}x3x{size}x{size} {copies}", "ready", 3)
        return int(steps), int(weights), float(error)

    def median(self, repeats):
        return float(self.ask(f"time {repeats}", "microseconds", 2)[0])

    def close(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.wait()


def network(torch, model, in_place):
    """The network with folded batch normalisation: convolutions with bias."""
    nn = torch.nn

    def conv(inputs, outputs, kernel, stride, groups, active, layers):
        layers.append(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups))
        if active:
            layers.append(nn.ReLU6(inplace=in_place) if model.endswith("v2") else nn.ReLU(inplace=in_place))

    class Block(nn.Module):
        def __init__(self, layers, residual):
            super().__init__()
            self.layers = nn.Sequential(*layers)
            self.residual = residual

        def forward(self, x):
            return x + self.layers(x) if self.residual else self.layers(x)

    layers = []
    conv(3, 32, 3, 2, 1, True, layers)
    channels = 32
    if model.endswith("v1"):
        for outputs, stride in V1:
            conv(channels, channels, 3, stride, channels, True, layers)
            conv(channels, outputs, 1, 1, 1, True, layers)
            channels = outputs
    else:
        for expansion, outputs, repeats, stride in V2:
            for i in range(repeats):
                block = []
                inner = channels * expansion
                if expansion > 1:
                    conv(channels, inner, 1, 1, 1, True, block)
                conv(inner, inner, 3, stride if i == 0 else 1, inner, True, block)
                conv(inner, outputs, 1, 1, 1, False, block)
                layers.append(Block(block, i > 0))
                channels = outputs
        conv(channels, 1280, 1, 1, 1, True, layers)
        channels = 1280
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000)]
    return nn.Sequential(*layers).eval().cuda()


def captured(torch, forward, inputs):
    """A graph and its output for each input. They share memory: an output lasts until the next replay."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            forward(inputs[0])
    torch.cuda.current_stream().wait_stream(side)
    torch.cuda.synchronize()
    graphs = []
    pool = None
    for x in inputs:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=pool):
            output = forward(x)
        pool = pool or graph.pool()
        graphs.append((graph, output))
    return graphs


def peer_median(torch, graphs, repeats):
    micros = []
    for i in range(-WARM_UP - len(graphs), repeats):
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        before.record()
        graphs[i % len(graphs)][0].replay()
        after.record()
        after.synchronize()
        micros.append(1000 * before.elapsed_time(after))
    return statistics.median(micros[-repeats:])


def peer_error(torch, graphs, inputs, exact):
    """The worst of all graphs. `exact` computes in float64."""
    worst = 0.0
    for (graph, output), x in zip(graphs, inputs):
        graph.replay()
        torch.cuda.synchronize()
        got = output[:1].double()
        wanted = exact(x[:1].double())
        error = ((got - wanted).abs().max() / wanted.abs().max()).item()
        if not math.isfinite(error):
            return math.inf
        worst = max(worst, error)
    return worst


def peer(torch, model, batch, size, copies, repeats, layout, way):
    """Time, error and number of weights of one variant; the error is that of the graphs behind the timing."""
    memory = {"memory_format": getattr(torch, layout)}
    torch.manual_seed(1)
    net = network(torch, model, way == "in place").to(**memory)
    weights = sum(p.numel() for p in net.parameters() if p.dim() > 1)
    inputs = [torch.rand(batch, 3, size, size, device="cuda").to(**memory) for _ in range(copies)]
    # A copy: the graphs hold on to the memory of these weights.
    exact = copy.deepcopy(net).double()
    forward = net if WAYS[way] is None else torch.compile(net, **WAYS[way])
    graphs = captured(torch, forward, inputs)
    time = peer_median(torch, graphs, repeats)
    return time, peer_error(torch, graphs, inputs, exact), weights


def peers(torch, model, batch, size, copies, repeats):
    """One row for each variant: its name, and either time, error and weights or why there are none."""
    for layout in ("contiguous_format", "channels_last"):
        for way in WAYS:
            row = {"variant": f"{layout.removesuffix('_format')}, {way}"}
            try:
                row["us"], row["error"], row["weights"] = peer(torch, model, batch, size, copies, repeats, layout, way)
            except Exception as e:  # whatever one variant dies of, the others are measured
                row["failed"] = f"{type(e).__name__}: {e}".splitlines()[0]
            finally:
                torch._dynamo.reset()
                gc.collect()
                torch.cuda.empty_cache()
            yield row


def refusal(row, most_error):
    """Why a variant does not count, or nothing."""
    if "failed" in row:
        return row["failed"]
    if not row["error"] <= most_error:
        return f"error {row['error']:.1e}, expected at most {most_error:.0e}"
    if not (math.isfinite(row["us"]) and row["us"] > 0):
        return f"{row['us']} us"
    return None


def measure(torch, clock, model, batch, size, repeats, tf32):
    l2 = L2_BYTES
    if torch is not None:
        l2 = getattr(torch.cuda.get_device_properties(0), "L2_cache_size", 0) or L2_BYTES
    copies = min(max(LEAST_COPIES, math.ceil(l2 / (batch * 3 * size * size * 4)) + 1), MOST_COPIES)
    steps, weights, error = clock.load(model, batch, size, copies)
    row = {"model": model, "batch": batch, "size": size, "copies": copies, "tf32": tf32, "steps": steps,
           "weights": weights, "oursError": error if math.isfinite(error) else None}
    ours = [clock.median(repeats)]
    row["variants"] = []
    if torch is not None:
        with torch.no_grad():
            for variant in peers(torch, model, batch, size, copies, repeats):
                ours.append(clock.median(repeats))
                variant["refused"] = refusal(variant, MOST_ERROR[tf32])
                # JSON knows no infinities.
                variant = {k: v if not isinstance(v, float) or math.isfinite(v) else None for k, v in variant.items()}
                row["variants"].append(variant)
                if variant["refused"]:
                    print(f"cuda-peers: {model}, batch {batch}, {variant['variant']}: {variant['refused']}",
                          file=sys.stderr)
    row.update(ours=statistics.median(ours), spread=max(ours) / min(ours) - 1)
    return row


def judged(row):
    """The fastest variant that counts and nothing, or nothing and why there is no ratio."""
    counted = [v for v in row.get("variants", []) if v.get("refused", "not checked") is None]
    error = row.get("oursError")
    if error is None or not error <= MOST_ERROR[row.get("tf32", False)]:
        return None, f"our error is {error}"
    if not row.get("variants"):
        return None, "no peer"
    if not counted:
        return None, "no variant of the peer counts"
    if any(v["weights"] != row["weights"] for v in counted):
        return None, "the networks differ: weights"
    if row["spread"] > MOST_SPREAD:
        return None, "our times disagree"
    return min(counted, key=lambda v: v["us"]), None


def table(result):
    lines = [result["machine"], "",
             "| network | batch | steps | ours, us | spread | error | peer, us | variant | error | ratio |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for row in result["rows"]:
        best, reason = judged(row)
        error = "-" if row.get("oursError") is None else f"{row['oursError']:.1e}"
        line = (f"| {row['model']} | {row['batch']} | {row['steps']} | {row['ours']:.1f} | "
                f"{100 * row.get('spread', 0):.0f} % | {error} | ")
        if best is None:
            line += f"- | - | - | none: {reason} |"
        else:
            counted = sum(v["refused"] is None for v in row["variants"])
            of = "" if counted == len(row["variants"]) else f" ({counted} of {len(row['variants'])} count)"
            line += (f"{best['us']:.1f} | {best['variant']}{of} | {best['error']:.1e} | "
                     f"{best['us'] / row['ours']:.2f} |")
        lines.append(line)
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clock", default=str(Path(__file__).resolve().parent / "clock"),
                        help="command that starts our side; default: clock beside this file, as in the bundle")
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--batches", default="1,32,256")
    parser.add_argument("--size", type=int, default=224, help="rows and columns of the images")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--tf32", action="store_true", help="both sides round factors to TF32")
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--json", type=Path, help="file for the rows")
    parser.add_argument("--table", type=Path, help="print the table of such a file and measure nothing")
    options = parser.parse_args()
    if options.table:
        print(table(json.loads(options.table.read_text())))
        return
    torch = None
    machine = "our side alone"
    if not options.ours_only:
        import torch
        import torch._dynamo
        torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = options.tf32
        torch.backends.cuda.matmul.allow_tf32 = options.tf32
        machine = (f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}, "
                   f"cuDNN {torch.backends.cudnn.version()}, TF32 {'on' if options.tf32 else 'off'}")
    clock = Clock(options.clock.split() + (["cuda.math=tf32"] if options.tf32 else []))
    result = {"machine": machine, "rows": []}
    for model in options.models.split(","):
        for batch in options.batches.split(","):
            result["rows"].append(
                measure(torch, clock, model, int(batch), options.size, options.repeats, options.tf32))
            if options.json:  # behind each: what is measured stays, whatever comes
                options.json.write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")
    clock.close()
    print(table(result))


if __name__ == "__main__":
    main()
