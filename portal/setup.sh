#!/bin/sh
# Prepares this folder on a Debian-like machine; run it as often as you like, it only does what is missing.
#   sh portal/setup.sh          what the site needs: system libraries, .venv, locked packages, translations
#   sh portal/setup.sh tests    the same and what the tests need: a browser, PostgreSQL, Redis, gettext, qpdf, PDFBox
set -eu
cd "$(dirname "$0")/.."
venv=.venv
started=$(date +%s)

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

is_python_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in "${PYTHON:-python3.11}" python3.11 /usr/bin/python3.11 python3; do
        if is_python_311 "$candidate"; then echo "$candidate"; return; fi
    done
    stop "Aftercare needs Python 3.11 and finds none. On Debian 12: apt-get install python3.11; elsewhere set PYTHON=/path/to/python3.11."
}

has_library() { "$python" -c "import ctypes; ctypes.CDLL('$1')" 2>/dev/null; }
has_command() { command -v "$1" >/dev/null 2>&1; }
has_postgresql() { has_command initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

# What is missing is found by trying it, so other systems that have it need no apt.
missing_packages() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3.11-venv
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    has_library libfontconfig.so.1 || echo libfontconfig1
    if [ "$1" = tests ]; then
        has_command chromium || has_command chromium-browser || has_command google-chrome || echo chromium
        has_postgresql || echo postgresql
        has_command redis-server || echo redis-server
        # They read the examples for machines of your own (portal/deploy).
        has_command nginx || [ -x /usr/sbin/nginx ] || echo nginx-light
        has_command systemd-analyze || echo systemd
        has_command openssl || echo openssl
        has_command xgettext || echo gettext
        # Issued documents are looked at by programs that are not ours.
        has_command qpdf || echo qpdf
        has_command java || echo default-jre-headless
        for jar in pdfbox2:libpdfbox2-java javax.activation:libactivation-java jaxb-api:libjaxb-api-java; do
            [ -e "/usr/share/java/${jar%%:*}.jar" ] || echo "${jar#*:}"
        done
    fi
}

install_system_packages() {
    packages=$(missing_packages "$1" | tr '\n' ' ')
    packages=${packages% }
    [ -n "$packages" ] || return 0
    has_command apt-get || stop "These system packages are missing and there is no apt-get to install them: $packages"
    as_root=''
    if [ "$(id -u)" -ne 0 ]; then
        has_command sudo || stop "Root rights are needed once. As root, run: apt-get install -y $packages"
        as_root='sudo'
        [ -t 0 ] || as_root='sudo -n'
        $as_root true 2>/dev/null || stop "sudo refused. Ask someone who may: sudo apt-get install -y $packages"
    fi
    say "Installing system packages: $packages"
    $as_root apt-get update -q || stop "apt could not reach its package lists: is there a network? Still missing: $packages"
    # shellcheck disable=SC2086 -- both are lists of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages ||
        stop "apt could not install these packages (its own words are above): $packages"
}

# pip is silent while it unpacks; a line every ten seconds says that it still works.
with_a_sign_of_life() {
    (
        waited=0
        # Short naps that hold no pipe: whoever stops the clock, nothing stays behind and nobody waits for it.
        while sleep 1 >/dev/null 2>&1; do
            waited=$((waited + 1))
            [ $((waited % 10)) -ne 0 ] || echo "    still working, ${waited} s"
        done
    ) &
    clock=$!
    trap 'kill "$clock" 2>/dev/null || true' EXIT
    trap 'exit 130' INT TERM
    result=0
    "$@" || result=$?
    kill "$clock" 2>/dev/null || true
    trap - EXIT INT TERM
    return "$result"
}

hash_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

# $1 the name of the stamp, then the locked file: all of it and nothing else, so pip need not look for more
install_python_packages() {
    wanted=$(hash_of "$2")
    if [ "$(cat "$venv/installed-$1" 2>/dev/null || true)" = "$wanted" ]; then return 0; fi
    say "Installing the locked Python packages of $2 (a minute or two the first time)"
    with_a_sign_of_life "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off \
        --require-hashes --only-binary :all: --no-deps -r "$2" ||
        stop "pip could not install $2 (its own words are above): is there a network?"
    echo "$wanted" >"$venv/installed-$1"
}

python=$(find_python) || exit 1
install_system_packages "${1:-site}"
if ! is_python_311 "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "Making a virtual environment in $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || stop "The virtual environment could not be made in $venv: is the folder yours to write?"
fi
if [ "${1:-site}" = tests ]; then
    install_python_packages tests requirements-dev.txt
    hash_of requirements.txt >"$venv/installed-site"
else
    install_python_packages site requirements.txt
fi
if ls portal/locale/*/LC_MESSAGES/*.po >/dev/null 2>&1; then
    "$venv/bin/python" -m portal.translations
fi
say "Ready after $(($(date +%s) - started)) s"
