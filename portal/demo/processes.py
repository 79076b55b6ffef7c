"""A small supervisor: starts a few programs, and when one ends or Ctrl-C is pressed, ends them all."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

PATIENCE = 8  # seconds a program has to end by itself before it is killed


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Processes:
    """Each program gets a process group of its own, so that its children end with it."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> None:
        self.commands = commands
        self.environment = environment
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = threading.Event()

    def run(self, announce: Callable[[], bool]) -> int:
        """Start everything and wait, asking `announce` again and again until it says it's done.

        Returns 0 after Ctrl-C or TERM, 1 when a program ended by itself.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        try:
            for name, command in self.commands.items():
                self.running[name] = subprocess.Popen(command, env=dict(self.environment), start_new_session=True)
            return self.wait(announce)
        finally:
            self.end_all()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def wait(self, announce: Callable[[], bool]) -> int:
        announced = False
        while not self.stopping.wait(0.3):
            announced = announced or announce()
            for name, process in self.running.items():
                if process.poll() is not None:
                    print(f"{name} ended by itself (exit {process.returncode}); stopping the rest.")
                    return 1
        return 0

    def end_all(self) -> None:
        self.send(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                continue
        self.send(signal.SIGKILL)
        for process in self.running.values():
            process.wait()

    def send(self, number: signal.Signals) -> None:
        """To every group, also of a program that has ended: its children may still run."""
        for process in self.running.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue
