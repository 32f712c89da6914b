"""Writes the ONNX files in this folder. Run with Python 3 and onnx 1.19 or newer:
python make_fixtures.py"""
import numpy as np
import onnx
from onnx import TensorProto, helper

OPSET = [helper.make_opsetid("", 13)]


def save(name, nodes, inputs, outputs, initialisers=()):
    def value(item):
        return helper.make_tensor_value_info(item[0], TensorProto.FLOAT, item[1])

    graph = helper.make_graph(
        nodes, name, [value(i) for i in inputs], [value(o) for o in outputs],
        [onnx.numpy_helper.from_array(a, n) for n, a in initialisers])
    model = helper.make_model(graph, opset_imports=OPSET, ir_version=8)
    with open(name + ".onnx", "wb") as f:
        f.write(model.SerializeToString())


save("sum_and_difference",
     [helper.make_node("Add", ["a", "b"], ["sum"], name="adder"),
      helper.make_node("Sub", ["a", "b"], ["difference"], name="subtracter")],
     [("a", [1, 2]), ("b", [1, 2])], [("sum", [1, 2]), ("difference", [1, 2])])

save("open_size",
     [helper.make_node("Relu", ["x"], ["y"], name="relu")],
     [("x", ["batch", 3, "height", "width"])], [("y", ["batch", 3, "height", "width"])])

save("unknown_operators",
     [helper.make_node("Relu", ["x"], ["r"], name="relu"),
      helper.make_node("Einsum", ["r"], ["e"], name="first_bad", equation="ij->ij"),
      helper.make_node("STFT", ["e"], ["y"], name="second_bad")],
     [("x", [1, 2])], [("y", [1, 2])])

save("absurd_extent",
     [helper.make_node("Relu", ["x"], ["y"], name="relu")],
     [("x", [1, 2 ** 40])], [("y", [1, 2 ** 40])])

save("classes",
     [helper.make_node("Gemm", ["x", "w"], ["y"], name="linear", transB=1)],
     [("x", [1, 2])], [("y", [1, 12])],
     [("w", np.stack([np.arange(12), -np.arange(12)], 1).astype("f4"))])
