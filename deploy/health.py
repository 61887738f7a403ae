# ruff: noqa: INP001  # a script of the image, not a package
"""Ask the app in this container whether it is well; exit with 1 if it is not. For images without curl."""

import os
import sys
import urllib.error
import urllib.request

TIMEOUT_S = 4

port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
base = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
address = f"http://127.0.0.1:{port}/{base}/_stcore/health".replace("//_", "/_")
try:
    with urllib.request.urlopen(address, timeout=TIMEOUT_S):  # noqa: S310  # an address of our own making
        sys.exit(0)
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"{address}: {error}")
