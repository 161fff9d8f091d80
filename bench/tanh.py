"""The engine's tanh against float64, over every finite float32 from 0 on (it is odd).

    python -m bench.tanh

About six minutes: 2,139,095,040 numbers. tests/test_engine_tanh.py looks at every 64th.
"""

import time

from tests.support.networks.tanh_error import INFINITY, every, measure
from trainer.networks.zipcode_1989 import zipcode_1989
from trainer.wasm.layers.tanh import ERROR, ERROR_ULP
from trainer.wasm.method import Method
from trainer.wasm.runner import Engine, assemble

if __name__ == "__main__":
    start = time.perf_counter()
    worst = measure(Engine(assemble(zipcode_1989(), Method("lecun-1989"))), every(1))
    print(f"largest error {worst.ulp:.2f} ulp (stated: at most {ERROR_ULP})")
    print(f"largest error {worst.absolute:.2e} (stated: at most {ERROR})")
    print(f"deepest fall where tanh rises {worst.fall:.2e}")
    print(f"{INFINITY:,} numbers, {time.perf_counter() - start:.0f} s")
