#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image: Python, nginx, and what pyproject.toml asks for.
set -euo pipefail
source=${AUTOGRADER_ROOT:-/autograder}/source
export DEBIAN_FRONTEND=noninteractive

apt-get -qq update
apt-get -qq install --yes --no-install-recommends nginx-light bubblewrap ||
    apt-get -qq install --yes --no-install-recommends nginx

# Ubuntu 22.04, Gradescope's default, has 3.10 as python3 and 3.11 beside it.
for version in 3.13 3.12 3.11; do
    if apt-get -qq install --yes --no-install-recommends "python$version" "python$version-venv"; then
        break
    fi
done
command -v "python$version" >/dev/null || { echo "No Python 3.11 or newer: choose a newer base image." >&2; exit 1; }

cd "$source"
"python$version" -I katas/harness/environment.py
