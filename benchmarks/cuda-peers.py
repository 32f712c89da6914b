#!/usr/bin/env python3
"""Times networks on the CUDA backend against PyTorch with cuDNN: one card, one run, in turns.

    cuda-peers.py --json rows.json                 measures, prints the table, writes the rows
    cuda-peers.py --table rows.json                prints the table of an earlier run
    cuda-peers.py --ours-only                      our side alone, without PyTorch

Both sides are replays of one CUDA graph without copies, timed with events: median of 50 behind 5 that do
not count, three graphs over memory of their own in turns, so that no replay finds its input in the second
cache. Each measurement of the peer stands between two of ours (A, B, A). The peer is the fastest of
{contiguous, channels_last} x {plain, activations in place, torch.compile}, with cuDNN choosing by
measurement, batch normalisation folded into the convolutions, and TF32 off unless --tf32. `error` is the
peer's largest difference from float64 over the largest value: it tells that fp32 is compared with fp32.
Ours is compared by the tests, since the two sides have weights of their own.
"""

import argparse
import copy
import json
import statistics
import subprocess
import sys
from pathlib import Path

REPEATS = 50
WARM_UP = 5
COPIES = 3
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

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        answer = self.process.stdout.readline().split()
        if not answer:
            sys.exit(f"cuda-peers: '{line}' was not answered; see the messages above")
        return answer

    def load(self, model, batch, size):
        return int(self.ask(f"load {model} {batch}x3x{size}x{size}")[1])

    def median(self, repeats):
        return float(self.ask(f"time {repeats}")[1])

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
    """One graph for each input."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            forward(inputs[0])
    torch.cuda.current_stream().wait_stream(side)
    graphs = []
    for x in inputs:
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            forward(x)
        graphs.append(graph)
    return graphs


def peer_median(torch, graphs):
    micros = []
    for i in range(WARM_UP + REPEATS):
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        before.record()
        graphs[i % COPIES].replay()
        after.record()
        after.synchronize()
        micros.append(1000 * before.elapsed_time(after))
    return statistics.median(micros[WARM_UP:])


def peers(torch, model, batch, size):
    """Name, graphs and error of every variant that works."""
    for layout in ("contiguous", "channels_last"):
        memory = {"memory_format": getattr(torch, layout + "_format" if layout == "contiguous" else layout)}
        for way in ("plain", "in place", "compiled"):
            torch.manual_seed(1)
            net = network(torch, model, way == "in place").to(**memory)
            inputs = [torch.rand(batch, 3, size, size, device="cuda").to(**memory) for _ in range(COPIES)]
            try:
                forward = torch.compile(net) if way == "compiled" else net
                graphs = captured(torch, forward, inputs)
                got = forward(inputs[0][:1].contiguous(**memory)).double()
                # A copy: the graphs hold on to the memory of these weights.
                wanted = copy.deepcopy(net).double()(inputs[0][:1].double())
                error = ((got - wanted).abs().max() / wanted.abs().max()).item()
                yield f"{layout}, {way}", graphs, error
            except RuntimeError as e:
                print(f"cuda-peers: {model}, {layout}, {way}: {e}", file=sys.stderr)
            finally:
                torch._dynamo.reset()


def measure(torch, clock, model, batch, size, repeats):
    steps = clock.load(model, batch, size)
    row = {"model": model, "batch": batch, "steps": steps, "ours": clock.median(repeats)}
    if torch is None:
        return row
    row["peer"] = float("inf")
    ours = [row["ours"]]
    with torch.no_grad():
        for name, graphs, error in peers(torch, model, batch, size):
            time = peer_median(torch, graphs)
            ours.append(clock.median(repeats))
            if time < row["peer"]:
                row.update(peer=time, variant=name, error=error)
    row.update(ours=statistics.median(ours), spread=max(ours) / min(ours) - 1)
    return row


def table(result):
    lines = [result["machine"], "", "| network | batch | steps | ours, us | spread | peer, us | variant | error | ratio |",
             "|---|---|---|---|---|---|---|---|---|"]
    for row in result["rows"]:
        line = f"| {row['model']} | {row['batch']} | {row['steps']} | {row['ours']:.1f} | "
        if "variant" in row:
            line += (f"{100 * row['spread']:.0f} % | {row['peer']:.1f} | {row['variant']} | {row['error']:.1e} | "
                     f"{row['peer'] / row['ours']:.2f} |")
        else:
            line += "- | - | - | - | - |"
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
    parser.add_argument("--tf32", action="store_true", help="let the peer round factors to TF32")
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
        torch.backends.cudnn.benchmark = True
        torch.backends.cudnn.allow_tf32 = options.tf32
        torch.backends.cuda.matmul.allow_tf32 = options.tf32
        machine = (f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, CUDA {torch.version.cuda}, "
                   f"cuDNN {torch.backends.cudnn.version()}, TF32 {'on' if options.tf32 else 'off'}")
    clock = Clock(options.clock.split())
    rows = [measure(torch, clock, model, int(batch), options.size, options.repeats)
            for model in options.models.split(",") for batch in options.batches.split(",")]
    clock.close()
    result = {"machine": machine, "rows": rows}
    print(table(result))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
