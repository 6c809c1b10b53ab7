"""Load on a server by wrk: how many requests were answered, and how long each took."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from apps.announcements.bench.servers import LOADING_CORE, pinned

# What a plain search at a million rows takes is still an answer.
TIMEOUT_SECONDS = 60

# The addresses of a file one after the other, round and round; the figures as JSON on the last line.
SCRIPT = """
local addresses, place = {}, %d
init = function()
  for line in io.lines("%s") do addresses[#addresses + 1] = wrk.format("GET", line) end
end
request = function()
  place = place %% #addresses + 1
  return addresses[place]
end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format('\\n{"requests": %%d, "microseconds": %%d, "wrong": %%d, "p50": %%d, "p95": %%d}\\n',
    summary.requests, summary.duration, wrong, latency:percentile(50), latency:percentile(95)))
end
"""


class LoadFailed(Exception):
    """wrk is not there, or answers were wrong; the message says which."""


@dataclass(frozen=True)
class Figures:
    """What a stretch of load came to; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float


def put_load(
    url: str, addresses: list[str], *, connections: int, seconds: int, start: int, directory: Path
) -> Figures:
    """Ask a server for the addresses, from number `start` on, for so many seconds. Raises LoadFailed."""
    program = shutil.which("wrk")
    if program is None:
        raise LoadFailed("找不到 wrk；Debian/Ubuntu 请运行 apt-get install wrk。")
    paths, script = directory / "addresses.txt", directory / "load.lua"
    paths.write_text("\n".join(addresses) + "\n")
    script.write_text(SCRIPT % (start, paths))
    command = (
        *(program, "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"),
        *("--timeout", f"{TIMEOUT_SECONDS}s", "--script", str(script), url),
    )
    output = subprocess.run(  # noqa: S603  wrk by its full path
        pinned(LOADING_CORE, command), capture_output=True, text=True, check=False
    ).stdout
    if "{" not in output:
        raise LoadFailed(output)
    measured = json.loads(output.rstrip().splitlines()[-1])
    if measured["wrong"]:
        raise LoadFailed(f"{url}{addresses[0]}：{measured['wrong']} 次请求没有得到 200。")
    return Figures(
        requests=measured["requests"],
        seconds=measured["microseconds"] / 1_000_000,
        p50=measured["p50"] / 1000,
        p95=measured["p95"] / 1000,
    )
