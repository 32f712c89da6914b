"""Writes the files in this folder with the tools whose behaviour the tests check against.

Run with Python 3, NumPy 2.4.6 and Pillow 12.3.0:  python make_fixtures.py
"""
import numpy as np
from PIL import Image

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
