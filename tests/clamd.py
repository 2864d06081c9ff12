"""A small server that speaks clamd's protocol, for tests of the virus scan."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# What the server takes for a virus; the well-known test string itself would alarm real scanners.
MARK = b"VIRUS-GIA-DE-THU"
LARGEST = 200_000


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    is_stalled = False
    scans = 0
    # What it knows, and the number of these definitions.
    marks = (MARK,)
    definitions = 27_000


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.readline().strip()
        if self.server.is_stalled:
            self.rfile.read()
        elif command == b"nPING":
            self.wfile.write(b"PONG\n")
        elif command == b"nVERSION":
            told = f"ClamAV 1.4.3/{self.server.definitions}/Sun Nov 22 08:21:04 2026\n"
            self.wfile.write(told.encode())
        elif command == b"nINSTREAM":
            self.server.scans += 1
            self.wfile.write(self._scan())

    def _scan(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if len(content) > LARGEST:
            return b"INSTREAM size limit exceeded. ERROR\n"
        if any(mark in content for mark in self.server.marks):
            return b"stream: Test.Gia-1 FOUND\n"
        return b"stream: OK\n"


@contextmanager
def serving() -> Iterator[_Server]:
    """Run the server on a free port; ``address`` is what ``CLAMD_ADDR`` says."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
