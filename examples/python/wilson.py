"""wilson: the interval of a control rate from Python, by the shared library (ctypes, nothing to install).

    python3 examples/python/wilson.py 3 63          # 3 controls of 63 items
    LIBANALYTICS=/usr/local/lib/libanalytics.so python3 examples/python/wilson.py 3 63
"""
import ctypes
import os
import sys


class Interval(ctypes.Structure):
    """an_interval of stat/interval.h"""

    _fields_ = [("lower", ctypes.c_double), ("upper", ctypes.c_double)]


library = ctypes.CDLL(os.environ.get("LIBANALYTICS", "libanalytics.so.1"))
wilson = library.an_proportion_wilson
wilson.argtypes = [ctypes.c_double, ctypes.c_double, ctypes.c_double, ctypes.POINTER(Interval)]
wilson.restype = ctypes.c_int

interval = Interval()
numerator, denominator = float(sys.argv[1]), float(sys.argv[2])
if wilson(numerator, denominator, 0.95, ctypes.byref(interval)) != 0:
    sys.exit("wilson: there is no interval for %g of %g" % (numerator, denominator))
print("%.6g,%.6g,%.6g" % (numerator / denominator, interval.lower, interval.upper))
