# Debian packages: what each command needs, and how it gets there.

packages_build="g++ cmake ninja-build ccache mold pkg-config doctest-dev libsimdjson-dev libexpected-dev
  libfmt-dev libspdlog-dev libcli11-dev libyaml-cpp-dev libzip-dev libpugixml-dev libpcre2-dev libunistring-dev libxxhash-dev libssl-dev
  zlib1g-dev libcurl4-openssl-dev libvips-dev"
packages_test="python3 python3-venv"
packages_clang="clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev"
packages_bench="libbenchmark-dev python3 python3-venv nlohmann-json3-dev rapidjson-dev"

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_install() { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }

# install PACKAGE...: only what is missing, and never at the price of something that is there.
install() {
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! may_install; then
    echo "Packages are missing and you may not install them. Please run, then try again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 3
  fi
  phase "installing ${#missing[@]} packages" log_to install install_now "${missing[@]}"
}

install_now() {
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update
  as_root apt-get install -y --no-install-recommends --no-remove "$@"
}

# Boost 1.81 conflicts with Debian's default 1.74. Where that one is installed, the headers of 1.81 (nothing
# of it is linked) are unpacked into the build folder, and cmake/dependencies.cmake finds them there.
install_boost() {
  is_installed libboost1.81-dev && return
  [ -f build/boost/usr/include/boost/version.hpp ] && return
  if is_installed libboost1.74-dev || is_installed libboost-dev; then
    phase "unpacking the headers of Boost 1.81" log_to boost unpack_boost
  else
    install libboost1.81-dev
  fi
}

unpack_boost() {
  mkdir -p build/boost
  (cd build/boost && apt-get download libboost1.81-dev && dpkg -x libboost1.81-dev_*.deb . && rm -f ./*.deb)
}

install_for_build() {
  # shellcheck disable=SC2086
  install $packages_build
  install_boost
}

# A Python environment with the pinned AWS clients that the tests drive the server with.
install_python_clients() {
  # shellcheck disable=SC2086
  install $packages_test
  local stamp=build/venv/requirements.txt
  cmp -s tests/requirements.txt "$stamp" && return
  phase "installing the test clients" log_to venv make_venv
  cp tests/requirements.txt "$stamp"
}

make_venv() {
  rm -rf build/venv
  python3 -m venv build/venv
  build/venv/bin/pip install --disable-pip-version-check -q -r tests/requirements.txt
}

# The npm package that our JSONata is compared with, in build/differential. Where node or npm is missing they come
# as a wheel into an environment of their own: Debian's npm would be some 400 packages. A registry that cannot be
# reached is no fault of the build: the test then says that it was not run.
install_reference() {
  cmp -s tests/differential/package-lock.json build/differential/package-lock.json &&
    [ -f build/differential/node_modules/jsonata/jsonata.js ] && return
  mkdir -p build/log
  printf 'installing the JSONata that ours is compared with ... ' >&2
  if make_reference >build/log/reference.log 2>&1 </dev/null; then
    echo "done" >&2
  else
    echo "not possible, see build/log/reference.log" >&2
  fi
}

make_reference() {
  local npm=npm
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    [ -x build/node/bin/npm ] || { python3 -m venv build/node && build/node/bin/pip install \
      --disable-pip-version-check -q -r tests/differential/requirements.txt; } || return 1
    npm=$PWD/build/node/bin/npm
  fi
  mkdir -p build/differential
  cp tests/differential/package.json build/differential/
  cp tests/differential/package-lock.json build/differential/package-lock.json
  (cd build/differential && "$npm" ci --no-audit --no-fund --fetch-retries=1 --fetch-timeout=20000) && return
  # Installed is what has its lock file: it is tried again next time.
  rm -f build/differential/package-lock.json
  return 1
}
