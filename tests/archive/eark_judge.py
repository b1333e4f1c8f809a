"""Packages → eark-validator's reports, one JSON a line; runs in that program's own environment, without a network.

``eark-validator`` asks a server for its vocabularies when it is loaded; it brings the same files itself, and these are
given to it here. Arguments: folders, each with a METS.xml. It is asked for CSIP 2.0.4 (the law's) and 2.1.0.
"""

import io
import json
import sys
import urllib.request
from importlib.metadata import files
from pathlib import Path


def bundled(address: str) -> io.BytesIO:
    """The vocabulary of that address, as it lies in the package."""
    name = address.rpartition("/")[2]
    (found,) = [one for one in files("eark-validator") or [] if one.parts[-2:] == ("vocabs", name)]
    return io.BytesIO(Path(str(found.locate())).read_bytes())


def main(folders: list[str]) -> None:
    """Judge ``folders``."""
    urllib.request.urlopen = bundled
    from eark_validator.packages import PackageValidator
    from eark_validator.specifications.specification import SpecificationVersion

    for folder in folders:
        for version in SpecificationVersion:
            report = PackageValidator(Path(folder), version).validation_report
            told = {"folder": folder, "version": version.value, **json.loads(report.model_dump_json())}
            print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
