"""Build Veille's package for Debian 12: `python3 tools/deb.py [--arch amd64|arm64] [FOLDER]`.

The wheels are those of locks/site.txt, checked by their hashes; nothing is compiled here, so that
the package for arm64 is made on any machine. Needs pip and dpkg-deb.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT / "packaging" / "deb"
#: Debian 12's Python: compiled wheels are of one minor version.
PYTHON, AFTER = "3.11", "3.12"
WHEELS = {"amd64": "x86_64", "arm64": "aarch64"}
#: What a wheel may ask of the machine's C library at most: Debian 12 has 2.36.
GLIBC = ("2_34", "2_31", "2_28", "2_27", "2_26", "2_24", "2_17", "2_12", "2_5")
#: Of the lock, for building alone.
NOT_SHIPPED = ("setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth", "bin")

CONTROL = """Package: veille
Version: {version}
Architecture: {arch}
Maintainer: The Veille developers <veille@localhost>
Depends: python3 (>= {python}), python3 (<< {after}), adduser, util-linux
Recommends: systemd
Section: net
Priority: optional
Installed-Size: {kilobytes}
Description: A public-health response to the overdose crisis
 A site's, a truck's or a hub's node: what happens is written once, and every
 screen and report is made from it. The site runs as a service of its own.
"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--arch", choices=sorted(WHEELS), default="amd64")
    asked.add_argument("folder", type=Path, nargs="?", default=ROOT / "build")
    told = asked.parse_args()
    tree = told.folder / f"deb-{told.arch}"
    shutil.rmtree(tree, ignore_errors=True)
    lib = tree / "usr/lib/veille/lib"
    _install(lib, told.arch)
    version = _version()
    _put(tree)
    _describe(tree, told.arch, version)
    made = told.folder / f"veille_{version}_{told.arch}.deb"
    _run("dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--build", str(tree), str(made))
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
    return 0


def _install(lib: Path, arch: str) -> None:
    """The locked wheels, and the project's own."""
    pip = (sys.executable, "-m", "pip", "install", "-q", "--target", str(lib), "--no-compile")
    tags = [f"manylinux_{glibc}_{WHEELS[arch]}" for glibc in GLIBC]
    tags += [f"manylinux2014_{WHEELS[arch]}", f"manylinux1_{WHEELS[arch]}"]
    platforms = [part for tag in tags for part in ("--platform", tag)]
    only = ("--only-binary=:all:", "--python-version", PYTHON, "--implementation", "cp")
    lock = ("--no-deps", "--require-hashes", "-r", str(ROOT / "locks/site.txt"))
    _run(*pip, *platforms, *only, *lock)
    _run(*pip, "--no-deps", "--no-build-isolation", str(ROOT))
    for name in NOT_SHIPPED:
        for found in [lib / name, *lib.glob(f"{name}-*.dist-info")]:
            shutil.rmtree(found) if found.is_dir() else found.unlink(missing_ok=True)


def _put(tree: Path) -> None:
    """The command, the unit, the settings."""
    for name, where, mode in (
        ("veille", "usr/bin/veille", 0o755),
        ("veille.service", "lib/systemd/system/veille.service", 0o644),
        ("veille.env", "etc/veille/veille.env", 0o640),
        ("postinst", "DEBIAN/postinst", 0o755),
        ("prerm", "DEBIAN/prerm", 0o755),
        ("postrm", "DEBIAN/postrm", 0o755),
    ):
        target = tree / where
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PARTS / name, target)
        target.chmod(mode)
    shown = tree / "usr/share/doc/veille"
    shown.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", shown / "copyright")


def _describe(tree: Path, arch: str, version: str) -> None:
    size = sum(file.stat().st_size for file in tree.rglob("*") if file.is_file())
    about = {"python": PYTHON, "after": AFTER, "kilobytes": size // 1024 + 1}
    control = CONTROL.format(version=version, arch=arch, **about)
    (tree / "DEBIAN/control").write_text(control)
    (tree / "DEBIAN/conffiles").write_text("/etc/veille/veille.env\n")


def _version() -> str:
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "src/veille/__init__.py").read_text())
    assert found, "src/veille/__init__.py says the version"
    return found[1]


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
