"""A real Chromium, driven by its DevTools protocol through a pipe: no driver, no library, no port."""

import base64
import json
import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

KEYS = {"Enter": 13, "ArrowDown": 40, "ArrowUp": 38, "Escape": 27, "Tab": 9}
WAIT_S = 20.0


class Unlike(AssertionError):
    """The page did not become what it should."""


@dataclass
class Tab:
    """One tab; ``errors``: what its scripts threw, and what the security policy forbade."""

    into: IO[bytes]
    out: IO[bytes]
    session: str = ""
    count: int = 0
    errors: list[str] = field(default_factory=list)

    def send(self, method: str, **params: Any) -> Any:
        """What the browser answers to ``method``."""
        self.count += 1
        asked = {"id": self.count, "method": method, "params": params}
        self.into.write(json.dumps(asked | ({"sessionId": self.session} if self.session else {})).encode() + b"\0")
        self.into.flush()
        while True:
            told = self._read()
            if told.get("id") == self.count:
                if "error" in told:
                    raise Unlike(f"{method}: {told['error']}")
                return told["result"]
            self._note(told)

    def open(self, address: str) -> None:
        """Go there, and wait until it is there."""
        self.value("window.isBefore = true")
        self.send("Page.navigate", url=address)
        self.until("!window.isBefore")

    def value(self, script: str) -> Any:
        """What ``script`` is on the page."""
        told = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise Unlike(f"{script}: {told['exceptionDetails']}")
        return told["result"].get("value")

    def until(self, script: str) -> Any:
        """The first value of ``script`` that is true on a page that is all there; pages come and go meanwhile."""
        last: object = None
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            try:
                last = self.value(f"document.readyState === 'complete' && ({script})")
            except Unlike as error:
                last = error
            if last not in (None, False, 0, "") and not isinstance(last, Unlike):
                return last
            time.sleep(0.03)
        raise Unlike(f"{script} → {last}; {self.value('document.body.innerText')[:800]}; {self.errors}")

    def type(self, text: str) -> None:
        """Type into what has the focus, a character at a time."""
        for one in text:
            self.send("Input.dispatchKeyEvent", type="keyDown", text=one, key=one)
            self.send("Input.dispatchKeyEvent", type="keyUp", key=one)

    def press(self, key: str) -> None:
        """Press a key that writes nothing."""
        text = {"text": "\r"} if key == "Enter" else {}
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        self.send("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **code)

    def edit(self, command: str) -> None:
        """Select all, copy or paste by the keyboard, with Ctrl and the command's key."""
        key = {"selectAll": "a", "copy": "c", "paste": "v"}[command]
        about = {"key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper()), "modifiers": 2}
        self.send("Input.dispatchKeyEvent", type="rawKeyDown", commands=[command], **about)
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def click(self, selector: str) -> None:
        """Click into the middle of the first such element, as a person does: what lies over it is hit instead."""
        one = f"document.querySelector({json.dumps(selector)})"
        self.until(f"{one}?.getClientRects().length")
        script = (
            f"(() => {{ {one}.scrollIntoView({{block: 'center'}}); const at = {one}.getBoundingClientRect();"
            " return [at.x + at.width / 2, at.y + at.height / 2]; })()"
        )
        self.click_at(*self.value(script))

    def click_at(self, x: float, y: float) -> None:
        """Click at a point of the window, in pixels."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def named(self, role: str) -> list[dict[str, Any]]:
        """What a screen reader is told of elements with that role: name, and properties."""
        tree = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            {"name": node.get("name", {}).get("value", "")}
            | {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
            for node in tree
            if not node.get("ignored") and node.get("role", {}).get("value") == role
        ]

    def size(self, width: int, height: int) -> None:
        """Be a window, or a telephone, of so many pixels."""
        about = {"deviceScaleFactor": 1, "mobile": width < 500}
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, **about)

    def picture(self, file: Path) -> None:
        """Take a picture of what is to be seen, as PNG."""
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))

    def _read(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self.out.read(1)) != b"\0":
            if not byte:
                raise Unlike("the browser is gone")
            data += byte
        return dict(json.loads(data))

    def _note(self, told: dict[str, Any]) -> None:
        if told.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(told["params"]["exceptionDetails"])[:500])
        elif told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
            self.errors.append(told["params"]["entry"]["text"])


@contextmanager
def chromium(command: str) -> Iterator[Tab]:
    """A browser of its own, with nothing remembered, and a tab in it."""
    give, into = os.pipe()
    out, take = os.pipe()
    with tempfile.TemporaryDirectory(prefix="vankho-chromium-", ignore_cleanup_errors=True) as folder:
        options = [
            *(
                "--headless=new",
                "--remote-debugging-pipe",
                f"--user-data-dir={folder}",
                "--no-first-run",
                "--disable-gpu",
            ),
            *("--disable-background-networking", "--disable-dev-shm-usage", "--disable-extensions", "--lang=vi"),
            *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # Chromium's own does not run as root
        ]
        line = f"exec {command} {shlex.join(options)} about:blank 3<&{give} 4>&{take}"
        process = subprocess.Popen(["bash", "-c", line], pass_fds=(give, take), stderr=subprocess.DEVNULL)
        os.close(give)
        os.close(take)
        try:
            with os.fdopen(into, "wb") as sink, os.fdopen(out, "rb") as source:
                tab = Tab(sink, source)
                target = tab.send("Target.createTarget", url="about:blank")["targetId"]
                tab.session = tab.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
                for domain in ("Page", "Runtime", "Log", "Accessibility"):
                    tab.send(f"{domain}.enable")
                tab.size(1280, 900)
                yield tab
                tab.session = ""
                tab.send("Browser.close")  # so that its own processes end before it, and leave nothing behind
                process.wait(20)
        finally:
            process.terminate()
            process.wait(20)
