"""python -m tests.supply audit | sbom | licences"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.supply import audit, licences, sbom

PARTS = {"audit": audit.main, "sbom": sbom.main, "licences": licences.main}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in PARTS:
        sys.exit(f"Say one of {', '.join(PARTS)}.")
    sys.exit(PARTS[sys.argv[1]]())
