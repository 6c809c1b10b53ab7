"""The province's web server: granian inside this process.

One process, so that stopping or killing it leaves nothing behind, and so that a drill can reach the
connections it has to cut. The static files are served from their source folder: there is no build step.
"""

import asyncio
import signal
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from apps.province.asgi import application
from apps.province.services.pauses import end_pauses

# Long enough to spare a reload from the disk, short enough that a new version of a file soon shows.
STATIC_SECONDS = 60
STATIC_FILES = Path(__file__).resolve().parent / "static" / "province"


def serve(*, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT. Raises OSError if the port is taken."""
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.error,
        static_path_route=["/static/province"],
        static_path_mount=[STATIC_FILES],
        static_path_expires=STATIC_SECONDS,
    )
    asyncio.run(_serve_until_told_to_stop(server))


async def _serve_until_told_to_stop(server: Server) -> None:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        end_pauses()
        server.stop()  # type: ignore[no-untyped-call]

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()
