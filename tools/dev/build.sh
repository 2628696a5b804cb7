# Phases with one line each, logs of what happens in them, and the build.

# phase TEXT COMMAND...: one line when it begins, the time it took when it ends.
phase() {
  local text=$1 began=$SECONDS
  shift
  printf '%s ... ' "$text" >&2
  "$@"
  echo "$((SECONDS - began)) s" >&2
}

# log_to NAME COMMAND...: keeps the output in build/log/NAME.log and shows its end on failure.
log_to() {
  local log=build/log/$1.log
  shift
  mkdir -p build/log
  if ! "$@" >"$log" 2>&1 </dev/null; then
    echo "failed" >&2
    tail -n 40 "$log" >&2
    echo "The whole log: $log" >&2
    exit 1
  fi
}

# build_preset PRESET [CMAKE OPTION...]; builds only `targets` where that is set.
build_preset() {
  local preset=$1
  shift
  install_for_build
  case "$preset" in
    asan | tsan)
      # shellcheck disable=SC2086
      install $packages_clang
      ;;
  esac
  if [ ! -f "build/$preset/build.ninja" ] || [ $# -gt 0 ]; then
    phase "configuring $preset" log_to "configure-$preset" cmake --preset "$preset" "$@"
  fi
  # shellcheck disable=SC2086
  phase "building $preset" log_to "build-$preset" cmake --build --preset "$preset" ${targets:+--target $targets}
}

dev_build() {
  if [ "${1:-}" = --times ]; then
    python3 tools/build_times.py build/release
    return
  fi
  case "${1:-release}" in
    release | debug | asan | tsan) build_preset "${1:-release}" ;;
    *)
      echo "error: there is no preset \"$1\"; there are release, debug, asan and tsan" >&2
      exit 2
      ;;
  esac
}
