"""Writes the files in this folder with the tools whose behaviour the tests check against.

Run with Python 3, NumPy 2.4.6, Pillow 12.3.0, OpenCV 5.0.0 and safetensors 0.8.0:
python make_fixtures.py
"""
import os

import cv2
import numpy as np
from PIL import Image, ImageOps
from safetensors.numpy import save_file

counting = np.arange(24, dtype="<f4").reshape(2, 3, 4)
np.save("float32.npy", counting)
np.save("float32_big_endian.npy", counting.astype(">f4"))
np.save("float64.npy", counting.astype("<f8"))
np.save("float16.npy", (counting / 2).astype("<f2"))
np.save("fortran.npy", np.asfortranarray(counting))
np.save("scalar.npy", np.float32(2.5))
np.save("bool.npy", np.array([True, False, True]))
np.save("uint8.npy", np.array([[0, 127], [128, 255]], dtype="u1"))
np.save("int16.npy", np.array([-32768, 32767], dtype="<i2"))
np.save("int64.npy", np.array([-5, 2**31 - 1], dtype="<i8"))
np.save("int64_too_large.npy", np.array([1, 2**31], dtype="<i8"))
np.save("complex.npy", np.array([1 + 2j]))
np.save("text.npy", np.array(["a", "b"]))
np.save("records.npy", np.zeros(2, dtype=[("x", "<f4"), ("y", "<i4")]))
np.save("empty.npy", np.zeros((0, 3), dtype="<f4"))
for version in ((2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as f:
        np.lib.format.write_array(f, counting, version=version)

grey = np.array([[0, 64, 128], [192, 255, 1]], dtype="u1")
Image.fromarray(grey).save("grey.png")
Image.fromarray((grey.astype("u2") * 257)).save("grey16.png")
rgb = np.stack([grey, 255 - grey, grey // 2], axis=-1)
Image.fromarray(rgb).save("rgb.png")
Image.fromarray(rgb).quantize(6).save("palette.png")
alpha = np.dstack([rgb, np.array([[0, 51, 255], [255, 255, 255]], dtype="u1")])
Image.fromarray(alpha).save("alpha.png")
Image.fromarray(np.kron(rgb, np.ones((8, 8, 1), "u1"))).save("blocks.jpg", quality=95, subsampling=0)

# Resizing: mode F is not rounded, so it shows the weights themselves.
i = np.arange(35, dtype="f4").reshape(5, 7)
plane = Image.fromarray((i * i % 17).astype("f4"))
for h, w in ((3, 4), (2, 2), (8, 9), (5, 3)):
    out = np.asarray(plane.resize((w, h), Image.BILINEAR))
    np.save(f"pil_bilinear_{h}x{w}.npy", out.astype("<f4"))

# cv2.resize on floats, INTER_LINEAR
grid = np.array([i * i % 17 for i in range(35)], "f4").reshape(5, 7)
for height, width in [(3, 4), (2, 2), (8, 9), (5, 3)]:
    resized = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    np.save(f"cv_linear_{height}x{width}.npy", resized)

# A JPEG file with each corner in another colour, and with EXIF in both byte orders.
corners = np.zeros((32, 48, 3), "u1")
corners[:16, :24] = (255, 0, 0)
corners[:16, 24:] = (0, 255, 0)
corners[16:, :24] = (0, 0, 255)
corners[16:, 24:] = (255, 255, 255)
for order in "<>":
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F] = "A maker"
    exif[0x0112] = 6
    Image.fromarray(corners).save(
        "camera_%s.jpg" % ("little" if order == "<" else "big"), quality=95, exif=exif)
for code in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = code
    Image.fromarray(corners).save("turned.tmp.jpg", quality=95, exif=exif)
    shown = np.asarray(ImageOps.exif_transpose(Image.open("turned.tmp.jpg"))) > 127
    names = {(True, False, False): "R", (False, True, False): "G",
             (False, False, True): "B", (True, True, True): "W"}
    print(code, shown.shape[:2], "".join(
        names[tuple(shown[y, x])] for y in (4, -4) for x in (4, -4)))
os.remove("turned.tmp.jpg")

np.savez("arrays.npz", a=np.arange(6, dtype="f4").reshape(2, 3), b=np.array([7, -8], "i8"))
np.savez_compressed("compressed.npz", zeros=np.zeros((100, 100), "f4"), half=np.ones(3, "f2"))
np.savez_compressed("bomb.npz", zeros=np.zeros(1 << 23, "f4"))
save_file(
    {"conv.weight": np.arange(6, dtype="f4").reshape(2, 3), "half": np.array([1.5, -2], "f2"),
     "double": np.array(0.1, "f8"), "long": np.array([1, -2], "i8"), "byte": np.array([0, 255], "u1"),
     "truth": np.array([True, False])},
    "weights.safetensors", metadata={"format": "np"})
