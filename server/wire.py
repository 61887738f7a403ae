"""What goes over the websocket: a run says much that the run before it said, and what was said is not sent again.

Compression finds what a connection sent lately. The framework's server lets it look back over four kilobytes, less than
one run; over 32 it finds the run before, and a change of a filter is a quarter of the size.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from uvicorn.protocols.websockets import websockets_sansio_impl as implementation
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

WINDOW_BITS: Final = 15
"""As far as the format goes: 32 KiB; they take 128 KiB of memory a connection, where the server's own take 16."""
CLIENT_BITS: Final = 12
"""What browsers send is short."""
MEMORY_LEVEL: Final = 5
FACTORY: Final = "ServerPerMessageDeflateFactory"

log = logging.getLogger(__name__)


class LookingBack(ServerPerMessageDeflateFactory):
    """Offers the whole window, whatever it is told."""

    def __init__(self, *_given: Any, **_named: Any) -> None:
        settings = {"memLevel": MEMORY_LEVEL}
        super().__init__(
            server_max_window_bits=WINDOW_BITS, client_max_window_bits=CLIENT_BITS, compress_settings=settings
        )


def look_back() -> None:
    """Let connections that open from now on find what they sent in the run before."""
    if hasattr(implementation, FACTORY):
        setattr(implementation, FACTORY, LookingBack)
    else:
        log.warning("the server's library has changed: a change of a filter sends some three times as much")
